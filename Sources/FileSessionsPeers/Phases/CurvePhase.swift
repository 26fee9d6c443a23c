internal import Foundation
internal import Lab

/// Load and save with payloads of several sizes.
struct CurvePhase {
  private static var sessions: Int { 200 }

  private let plan: PeersPlan
  private let placed: [PlacedSubject]
  private let scratch: ScratchDirectory
  private let folder: String
  private let show: (String) -> Void

  init(
    _ plan: PeersPlan, _ placed: [PlacedSubject], _ scratch: ScratchDirectory, in folder: String,
    _ show: @escaping (String) -> Void
  ) {
    (self.plan, self.scratch) = (plan, scratch)
    self.placed = placed.filter { !$0.subject.isDurable }
    self.folder = folder
    self.show = show
  }

  func run(into place: inout PeerPlace) async throws {
    for size in plan.curveSizes {
      show("payload of \(Grouped(size)) bytes")
      place.curve += try await points(size)
    }
    let library = [LibraryCatalogue.reference, LibraryCatalogue.memory].compactMap(\.self)
    let others = placed.map(\.subject).filter { $0.role != .library }.map(\.name)
    place.crossings = [PeerOperation.load, .save].flatMap { operation in
      library.flatMap { own in others.map { PeerCrossing(operation, own, $0, in: place.curve) } }
    }
  }

  private func points(_ size: Int) async throws -> [PeerCurvePoint] {
    let path = "\(folder)/payload-\(size)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    defer { scratch.removeStore(path) }
    var sized = plan
    sized.payload = size
    sized.sessions = Self.sessions
    for subject in placed { try await open(subject, sized, in: path) }
    var points: [PeerCurvePoint] = []
    for operation in [PeerOperation.load, .save] { points += try await measured(operation, size) }
    for subject in placed { _ = try await subject.team[0].ask(WorkerRequest(.close, key: Self.key(subject))) }
    return points
  }

  private func open(_ subject: PlacedSubject, _ plan: PeersPlan, in path: String) async throws {
    try Task.checkCancellation()
    var request = subject.request(.open, plan)
    request.key = Self.key(subject)
    // A server has its directory for good.
    if !subject.directory.hasSuffix(".sock") {
      request.directory = "\(path)/\(subject.subject.name)"
      if subject.subject.role != .library {
        try FileManager.default.createDirectory(atPath: request.directory, withIntermediateDirectories: false)
      }
    }
    _ = try await subject.team[0].ask(request)
    request.verb = .populate
    _ = try await subject.team[0].ask(request)
  }

  private func measured(_ operation: PeerOperation, _ size: Int) async throws -> [PeerCurvePoint] {
    var rates = [[Double]](repeating: [], count: placed.count)
    var counts: [Int] = []
    for subject in placed {
      counts.append(try await subject.count(operation, filling: plan.batch / 2, key: Self.key(subject)))
    }
    for round in 0..<plan.curveRounds {
      for position in placed.indices {
        let index = (position + round) % placed.count
        try Task.checkCancellation()
        rates[index].append(
          try await placed[index].rate(
            operation, processes: 1, count: counts[index], seed: UInt64(round), key: Self.key(placed[index])))
      }
    }
    return zip(placed, rates).map { subject, rates in
      PeerCurvePoint(
        subject: subject.subject.name, operation: operation, size: size,
        microseconds: 1e6 / MedianInterval(of: rates).median)
    }
  }

  private static func key(_ subject: PlacedSubject) -> String { "\(subject.subject.name) of another size" }
}
