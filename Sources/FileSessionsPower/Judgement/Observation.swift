/// What a store says of itself after a power cut.
struct Observation {
  enum Found: Hashable {
    case absent
    case standing(Standing)
    /// A load failed.
    case unreadable(String)

    var words: String {
      switch self {
      case .absent: "nothing"
      case .standing(let standing): standing.words
      case .unreadable(let error): error
      }
    }
  }

  /// Each session, before anything else was done.
  var found: [Found] = []
  /// What did not work then, or was left.
  var troubles: [String] = []
}
