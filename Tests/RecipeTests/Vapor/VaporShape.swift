/// A stand-in for what Vapor 4 and 5 ask of a session driver: the shape of `AsyncSessionDriver` and of the types in it,
/// and nothing behind them. Vapor itself is not linked: a copy of the recipe has `import Vapor` in the place of this file.
enum Vapor {
  struct Request: Sendable {}

  struct SessionID: Hashable, Sendable {
    let string: String
  }

  struct SessionData: Codable, Sendable {
    private var values: [String: String] = [:]

    init() {}

    subscript(_ key: String) -> String? {
      get { values[key] }
      set { values[key] = newValue }
    }

    init(from decoder: any Decoder) throws { values = try [String: String](from: decoder) }
    func encode(to encoder: any Encoder) throws { try values.encode(to: encoder) }
  }

  protocol AsyncSessionDriver: Sendable {
    func createSession(_ data: SessionData, for request: Request) async throws -> SessionID
    func readSession(_ sessionID: SessionID, for request: Request) async throws -> SessionData?
    func updateSession(
      _ sessionID: SessionID, to data: SessionData, for request: Request
    ) async throws -> SessionID
    func deleteSession(_ sessionID: SessionID, for request: Request) async throws
  }
}
