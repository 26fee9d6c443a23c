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
