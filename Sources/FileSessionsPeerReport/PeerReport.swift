#if CommandLineTool
/// Everything that one run found out, as it is written to the JSON file.
package struct PeerReport: Codable, Hashable, Sendable {
  package struct NotRun: Codable, Hashable, Sendable {
    package var subject: String
    package var reason: String

    package init(subject: String, reason: String) {
      self.subject = subject
      self.reason = reason
    }
  }

  package var date: String
  package var kernel: String
  package var processor: String
  package var processors: Int
  package var versions: [String: String]
  package var payload: Int
  package var sessions: Int
  package var rounds: Int
  package var subjects: [PeerSubject]
  /// Whom the others are held against: the library's fastest, and its fastest durable one.
  package var reference: String
  package var durableReference: String
  /// What answers loads from memory; `nil` where the library cannot do that.
  package var memory: String?
  /// What holds descriptors; `nil` where the library cannot do that.
  package var heldDescriptors: String?
  package var notRun: [NotRun] = []
  /// What parsing a cookie into an id takes, which is not part of any operation here.
  package var cookieMicroseconds = 0.0
  package var places: [PeerPlace] = []
  package var goals: [PeerGoal] = []

  package init(
    date: String, kernel: String, processor: String, processors: Int, versions: [String: String], payload: Int,
    sessions: Int, rounds: Int, subjects: [PeerSubject], reference: String, durableReference: String, memory: String?,
    heldDescriptors: String?
  ) {
    self.date = date
    self.kernel = kernel
    self.processor = processor
    self.processors = processors
    self.versions = versions
    self.payload = payload
    self.sessions = sessions
    self.rounds = rounds
    self.subjects = subjects
    self.reference = reference
    self.durableReference = durableReference
    self.memory = memory
    self.heldDescriptors = heldDescriptors
  }

  package func subject(_ name: String) -> PeerSubject? { subjects.first { $0.name == name } }
  package func title(_ name: String) -> String { subject(name)?.title ?? name }
  package func reference(_ operation: PeerOperation) -> String {
    operation.isDurable ? durableReference : reference
  }

  private enum CodingKeys: String, CodingKey {
    case date, kernel, processor, processors, versions, payload, sessions, rounds, subjects, reference, memory
    case durableReference = "durable_reference"
    case heldDescriptors = "held_descriptors"
    case notRun = "not_run"
    case cookieMicroseconds = "cookie_us"
    case places, goals
  }
}

/// What was found out on one file system.
package struct PeerPlace: Codable, Hashable, Sendable {
  package var filesystem: String
  package var series: [PeerSeries] = []
  package var ratios: [PeerRatio] = []
  package var contention: [PeerContention] = []
  package var writerAmongReaders: [PeerWriterWait] = []
  package var scale: PeerScale?
  package var curve: [PeerCurvePoint] = []
  package var crossings: [PeerCrossing] = []
  package var memory: PeerMemory?

  package init(filesystem: String) { self.filesystem = filesystem }

  package func series(_ subject: String, _ operation: PeerOperation, _ processes: Int) -> PeerSeries? {
    series.first { $0.subject == subject && $0.operation == operation && $0.processes == processes }
  }

  package func ratio(_ library: String, to other: String, _ operation: PeerOperation, _ processes: Int) -> PeerRatio? {
    ratios.first {
      $0.library == library && $0.other == other && $0.operation == operation && $0.processes == processes
    }
  }

  /// Holds each of the library's subjects against everybody.
  package mutating func compare(_ subjects: [PeerSubject]) {
    let library = subjects.filter { $0.role == .library }.map(\.name)
    ratios = series.filter { library.contains($0.subject) }.flatMap { own in
      series.filter { $0.subject != own.subject }.compactMap { PeerRatio(own, to: $0) }
    }
  }

  private enum CodingKeys: String, CodingKey {
    case filesystem, series, ratios, contention
    case writerAmongReaders = "writer_among_readers"
    case scale, curve, crossings, memory
  }
}
#endif
