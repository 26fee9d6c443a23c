#if Hummingbird
import FileSessions
import FileSessionsJSON
import NIOCore
import NIOHTTP1
import NIOPosix

/// The recipe for plain SwiftNIO: a server that counts the visits of each session.
///
/// A store is never called on an event loop: the requests of a connection are read by a task, and the store's verbs
/// suspend it while they wait.
struct VisitServer: Sendable {
  typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPPart<HTTPResponseHead, ByteBuffer>>
  typealias Server = NIOAsyncChannel<Connection, Never>

  let sessions: JSONSessions<Visit>
  let cookie: SessionCookie

  static func bind(port: Int) async throws -> Server {
    try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .bind(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(ResponseBodyHandler())
          return try Connection(wrappingChannelSynchronously: channel)
        }
      }
  }

  /// Serves until its task is cancelled.
  func run(_ server: Server) async throws {
    try await withThrowingDiscardingTaskGroup { group in
      try await server.executeThenClose { connections in
        for try await connection in connections {
          // A client that breaks off ends its own connection, and no other.
          group.addTask { try? await serve(connection) }
        }
      }
    }
  }

  private func serve(_ connection: Connection) async throws {
    try await connection.executeThenClose { inbound, outbound in
      for try await part in inbound {
        guard case .head(let request) = part else { continue }
        let (status, headers, text) = await answer(request)
        try await outbound.write(.head(HTTPResponseHead(version: request.version, status: status, headers: headers)))
        try await outbound.write(.body(ByteBuffer(string: text)))
        try await outbound.write(.end(nil))
      }
    }
  }

  private func answer(_ request: HTTPRequestHead) async -> (HTTPResponseStatus, HTTPHeaders, String) {
    do {
      let (count, setCookie) = try await visit(request)
      let text = "visit \(count)"
      var headers = HTTPHeaders([("content-length", "\(text.utf8.count)")])
      if let setCookie { headers.add(name: "set-cookie", value: setCookie) }
      return (.ok, headers, text)
    } catch {
      // A full disk, a lock that was not granted: the request fails, the server and other sessions do not.
      return (.serviceUnavailable, ["content-length": "0", "retry-after": "1"], "")
    }
  }

  private func visit(_ request: HTTPRequestHead) async throws -> (count: Int, setCookie: String?) {
    if case .id(let id) = cookie.read(from: request.headers["cookie"]) {
      do {
        let count = try await sessions.update(id) { visit in
          visit.count += 1
          return visit.count
        }
        return (count, nil)
      } catch let error as SessionError where error.code == .notFound || error.code == .corrupt {
        // Unknown, over, made up or damaged: the client gets a session, and an id, of its own.
      } catch is SessionFormatError {
        // Of an older version of this program.
      }
    }
    let visitor = try await sessions.create(Visit(count: 1))
    // For as long as the browser runs; one with a lifetime would have to be sent again while the session is used.
    return (1, cookie.setCookieHeader(for: visitor.id, maxAge: nil))
  }
}
#endif
