/// Who is measured.
struct PeerSubject: Codable, Hashable, Sendable {
  enum Role: String, Codable, Sendable {
    case library
    /// What a developer might pick instead.
    case peer
    /// Bare system calls in C.
    case floor
  }

  var name: String
  var title: String
  var role: Role
  /// Whether it survives a power cut: then only durable saves are measured of it.
  var isDurable: Bool
  /// Whether two updates at once are both kept.
  var updatesAreAtomic: Bool

  init(
    _ name: String, _ title: String, _ role: Role, isDurable: Bool = false, updatesAreAtomic: Bool = true
  ) {
    self.name = name
    self.title = title
    self.role = role
    self.isDurable = isDurable
    self.updatesAreAtomic = updatesAreAtomic
  }

  private enum CodingKeys: String, CodingKey {
    case name, title, role
    case isDurable = "is_durable"
    case updatesAreAtomic = "updates_are_atomic"
  }
}

/// What is timed, of everybody alike.
enum PeerOperation: String, Codable, CaseIterable, Sendable {
  case load
  case save
  /// Read, change, write, with nobody in between.
  case update
  case createDelete = "create_delete"
  case durableSave = "durable_save"
  /// By 64 threads at once.
  case durableSaves = "durable_saves_64"

  var title: String {
    switch self {
    case .load: "load"
    case .save: "save"
    case .update: "update"
    case .createDelete: "create and delete"
    case .durableSave: "durable save"
    case .durableSaves: "durable save, 64 at once"
    }
  }

  /// Whether it counts only if a power cut leaves it; then it is measured of others than the rest.
  var isDurable: Bool { self == .durableSave || self == .durableSaves }
  var threads: Int { self == .durableSaves ? 64 : 1 }
}
