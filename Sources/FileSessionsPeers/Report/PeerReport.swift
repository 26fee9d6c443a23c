/// Everything that one run found out, as it is written to the JSON file.
struct PeerReport: Codable, Hashable, Sendable {
  struct NotRun: Codable, Hashable, Sendable {
    var subject: String
    var reason: String
  }

  var date: String
  var kernel: String
  var processor: String
  var processors: Int
  var versions: [String: String]
  var payload: Int
  var sessions: Int
  var rounds: Int
  var subjects: [PeerSubject]
  /// Whom the others are held against: the library's fastest, and its fastest durable one.
  var reference: String
  var durableReference: String
  /// What answers loads from memory; `nil` where the library cannot do that.
  var memory: String?
  /// What holds descriptors; `nil` where the library cannot do that.
  var heldDescriptors: String?
  var notRun: [NotRun] = []
  /// What parsing a cookie into an id takes, which is not part of any operation here.
  var cookieMicroseconds = 0.0
  var places: [PeerPlace] = []

  func subject(_ name: String) -> PeerSubject? { subjects.first { $0.name == name } }
  func title(_ name: String) -> String { subject(name)?.title ?? name }
  func reference(_ operation: PeerOperation) -> String {
    operation.isDurable ? durableReference : reference
  }

  private enum CodingKeys: String, CodingKey {
    case date, kernel, processor, processors, versions, payload, sessions, rounds, subjects, reference, memory
    case durableReference = "durable_reference"
    case heldDescriptors = "held_descriptors"
    case notRun = "not_run"
    case cookieMicroseconds = "cookie_us"
    case places
  }
}

/// What was found out on one file system.
struct PeerPlace: Codable, Hashable, Sendable {
  var filesystem: String
  var series: [PeerSeries] = []
  var ratios: [PeerRatio] = []
  var contention: [PeerContention] = []
  var writerAmongReaders: [PeerWriterWait] = []
  var scale: PeerScale?
  var curve: [PeerCurvePoint] = []
  var crossings: [PeerCrossing] = []
  var memory: PeerMemory?

  func series(_ subject: String, _ operation: PeerOperation, _ processes: Int) -> PeerSeries? {
    series.first { $0.subject == subject && $0.operation == operation && $0.processes == processes }
  }

  func ratio(_ library: String, to other: String, _ operation: PeerOperation, _ processes: Int) -> PeerRatio? {
    ratios.first {
      $0.library == library && $0.other == other && $0.operation == operation && $0.processes == processes
    }
  }

  /// Holds each of the library's subjects against everybody.
  mutating func compare(_ subjects: [PeerSubject]) {
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
