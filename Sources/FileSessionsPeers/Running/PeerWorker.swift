#if Peers
internal import CFileSessionsPeers
internal import FileSessions
internal import Foundation
internal import Lab
internal import Synchronization

/// The life of a worker process: it opens subjects, does with them what it is told, and ends with its input.
struct PeerWorker {
  private var lines = LineReader(STDIN_FILENO)
  private var stage = WorkerStage()

  mutating func run() async throws {
    Executable.raiseDescriptorLimit()
    while let line = lines.receive() {
      _ = Descriptor.write(line: try JSONEncoder().encode(await answer(line)), to: STDOUT_FILENO)
    }
  }

  private mutating func answer(_ line: Data) async -> WorkerAnswer {
    do {
      return try await stage.answer(try JSONDecoder().decode(WorkerRequest.self, from: line))
    } catch {
      return WorkerAnswer(error: "\(error)")
    }
  }
}

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
    case .open: opened[request.key] = Opened(subject: try SubjectOpening(request: request).subject())
    case .close: opened[request.key] = nil
    case .populate: try subject(request).populate(request.first..<request.last)
    case .run: return WorkerAnswer(value: try run(request))
    case .sum: return WorkerAnswer(value: Int64(try subject(request).sum()))
    case .sweep:
      let library = try library(request)
      return WorkerAnswer(value: try Moment.time { try library.sweep() })
    case .scan: return WorkerAnswer(value: try Moment.time { try DirectoryScan.run(request.directory) })
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
      let workplace = try threads(request)
      return try ThreadedRun(subjects: workplace, operation: operation, count: request.count, seed: request.seed)
        .nanoseconds()
    }
    let subject = try subject(request)
    guard request.start > 0 else { return try subject.run(operation, count: request.count, seed: request.seed) }
    Moment.wait(until: request.start)
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
    Moment.wait(until: request.start)
    let contender = LockContender(request: request)
    return request.subject == ContentionPhase.floor ? try contender.floor() : try contender.library(library(request))
  }

  private func holdShared(_ request: WorkerRequest) async throws -> [Int64] {
    let readers = SharedHolders(request: request)
    return request.subject == ContentionPhase.floor
      ? try await readers.floor() : try await readers.library(library(request))
  }
}

/// One operation by many threads at once, each with a subject of its own.
struct ThreadedRun {
  let subjects: [any MeasuredSubject]
  let operation: SubjectOperation
  let count: Int
  let seed: UInt64

  /// From the start of all to the end of the last one.
  func nanoseconds() throws -> Int64 {
    let (ready, go, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let failure = FirstFailure()
    for (number, subject) in subjects.enumerated() {
      let share = count / subjects.count
      let thread = Thread { [operation, seed] in
        ready.signal()
        go.wait()
        do { _ = try subject.run(operation, count: share, seed: seed &+ UInt64(number)) } catch { failure.note(error) }
        done.signal()
      }
      thread.stackSize = 512 * 1024
      thread.start()
    }
    for _ in subjects { ready.wait() }
    let start = Moment.now
    for _ in subjects { go.signal() }
    for _ in subjects { done.wait() }
    let end = Moment.now
    if let text = failure.text { throw SubjectFailure(text) }
    return end - start
  }
}

private final class FirstFailure: Sendable {
  private let first = Mutex<String?>(nil)

  var text: String? { first.withLock { $0 } }

  func note(_ error: any Error) { first.withLock { $0 = $0 ?? "\(error)" } }
}

/// Opens a subject by its name.
struct SubjectOpening {
  let request: WorkerRequest

  func subject() throws -> any MeasuredSubject {
    if let configuration = LibraryCatalogue.configuration(request.subject) {
      return try LibrarySubject(
        configuration, directory: request.directory, sessions: request.sessions, payload: request.payload)
    }
    guard let entry = ForeignCatalogue.entries.first(where: { $0.subject.name == request.subject }) else {
      throw SubjectFailure("there is no subject \(request.subject)")
    }
    return try ForeignSubject(
      request.subject, entry.kind, directory: request.directory, sessions: request.sessions, payload: request.payload)
  }
}
#endif
