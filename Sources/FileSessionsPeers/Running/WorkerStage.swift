#if Peers
internal import CFileSessionsPeers
internal import FileSessions
internal import FileSessionsComparison
internal import FileSessionsPeerReport

/// What a worker has open, and what it does with it.
struct WorkerStage {
  private struct Opened {
    var subject: any MeasuredSubject
    /// For several threads at once; made when they are first needed.
    var others: [any MeasuredSubject] = []
  }

  private var opened: [String: Opened] = [:]

  mutating func answer(_ request: WorkerRequest) async throws -> WorkerAnswer {
    switch request.verb {
    case .open: opened[request.key] = Opened(subject: try SubjectOpening(request).subject())
    case .close: opened[request.key] = nil
    case .populate: try subject(request).populate(request.first..<request.last)
    case .run: return WorkerAnswer(value: try run(request))
    case .sum: return WorkerAnswer(value: Int64(try subject(request).sum()))
    case .sweep:
      let library = try library(request)
      return WorkerAnswer(value: try Stopwatch.time { try library.sweep() })
    case .scan: return WorkerAnswer(value: try Stopwatch.time { try DirectoryScan.run(request.directory) })
    case .contend: return WorkerAnswer(values: try await contend(request))
    case .holdShared: return WorkerAnswer(values: try await holdShared(request))
    case .resident: return WorkerAnswer(value: file_sessions_peer_resident_bytes())
    case .versions: return WorkerAnswer(texts: PeerVersions.linked)
    case .cookie: return WorkerAnswer(value: CookieParsing.nanoseconds(request.count))
    }
    return WorkerAnswer(value: 0)
  }

  private func subject(_ request: WorkerRequest) throws -> any MeasuredSubject {
    guard let entry = opened[request.key] else { throw SubjectFailure("\(request.key) is not open") }
    return entry.subject
  }

  private func library(_ request: WorkerRequest) throws -> LibrarySubject {
    guard let library = try subject(request) as? LibrarySubject else {
      throw SubjectFailure("\(request.key) is none of the library's")
    }
    return library
  }

  private mutating func run(_ request: WorkerRequest) throws -> Int64 {
    guard let operation = SubjectOperation(rawValue: request.operation) else {
      throw SubjectFailure("there is no operation \(request.operation)")
    }
    if request.threads > 1 {
      let crew = try threads(request)
      return try ThreadedRun(crew, operation, count: request.count, seed: request.seed).nanoseconds()
    }
    let subject = try subject(request)
    guard request.start > 0 else { return try subject.run(operation, count: request.count, seed: request.seed) }
    Stopwatch.wait(until: request.start)
    _ = try subject.run(operation, count: request.count, seed: request.seed)
    // From the common start: who begins late had to wait for a processor.
    return Moment.now - request.start
  }

  private mutating func threads(_ request: WorkerRequest) throws -> [any MeasuredSubject] {
    let subject = try subject(request)
    var others = opened[request.key]?.others ?? []
    while others.count < request.threads { others.append(try subject.another()) }
    opened[request.key]?.others = others
    return others
  }

  private func contend(_ request: WorkerRequest) async throws -> [Int64] {
    Stopwatch.wait(until: request.start)
    let contender = LockContender(request)
    return request.subject == LockContender.floor ? try contender.floor() : try contender.library(library(request))
  }

  private func holdShared(_ request: WorkerRequest) async throws -> [Int64] {
    let readers = SharedHolders(request)
    return request.subject == LockContender.floor
      ? try await readers.floor() : try await readers.library(library(request))
  }
}
#endif
