internal import FileSessions

/// What came out, for people and for scripts.
package struct PowerReport: Codable, Sendable {
  package var fileSystems: [FileSystemReport] = []

  package init() {}

  package struct FileSystemReport: Codable, Sendable {
    package var name: PowerFileSystem
    package var seconds = 0.0
    package var rows: [Row] = []
    package var faults: [Fault] = []
    /// Why nothing was looked at.
    package var notRun: String?
    /// How the process ended that used the stores, where it did not come to its end.
    package var died: String?

    package init(_ name: PowerFileSystem) { self.name = name }

    package var images: Int { rows.reduce(0) { $0 + $1.images } + faults.reduce(0) { $0 + $1.images } }
  }

  /// A strategy with a durability.
  package struct Row: Codable, Sendable {
    package var strategy: String
    package var durability: String
    package var verbs = 0
    package var writes = 0
    package var flushes = 0
    /// Distinct ones.
    package var images = 0
    package var mounted = 0
    /// What could not be mounted, by reason.
    package var notRun: [String: Int] = [:]
    package var lost = 0
    package var torn = 0
    package var revived = 0
    package var unusable = 0
    /// One of each kind.
    package var counterexamples: [Counterexample] = []

    package var isClean: Bool { lost + torn + revived + unusable == 0 }
  }

  /// A planted fault, and whether it was noticed.
  package struct Fault: Codable, Sendable {
    package var fault: PlantedFault
    package var strategy: String
    package var images = 0
    package var isCaught = false
    /// Why this file system hides it.
    package var masked: String?
    package var counterexample: Counterexample?

    package var isMissed: Bool { !isCaught && masked == nil }
  }

  package struct Counterexample: Codable, Sendable {
    package var kind: String
    package var found: String
    package var verb: String
    package var point: String
    package var kept: [String]
    package var dropped: [String]
  }

  /// Whether something is not as it is promised, or a planted fault went unnoticed.
  package var hasFindings: Bool {
    fileSystems.contains { system in
      system.died != nil || system.rows.contains { !$0.isClean } || system.faults.contains(where: \.isMissed)
    }
  }

  package var isIncomplete: Bool { fileSystems.contains { $0.notRun != nil } }
}
