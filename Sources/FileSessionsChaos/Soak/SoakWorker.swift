internal import FileSessions
internal import Foundation
internal import Lab
internal import Synchronization

/// What a worker that lives long is told, as one line of JSON.
struct SoakAssignment: Codable, Sendable {
  static var tasks: Int { 4 }

  var round: RoundAssignment
  /// More than files are held.
  var sessions: Int
  var heldFiles: Int
  /// Opens a descriptor after so many operations and forgets it: the fault that has to be seen.
  var leak: Int?

  func configuration() throws -> FileSessionStore.Configuration {
    var configuration = try round.configuration()
    configuration.openFiles = .atMost(heldFiles)
    configuration.readCache = .upTo(bytes: 1 << 20)
    return configuration
  }
}

/// A process that uses a store for as long as it is asked how it fares.
package enum SoakWorker {
  package static func run() async throws {
    var lines = LineReader(STDIN_FILENO)
    guard let line = lines.receive(), let assignment = try? JSONDecoder().decode(SoakAssignment.self, from: line) else {
      throw LabFailure.wrongUse("soak-worker is started by soak, which tells it what to do")
    }
    let store = try FileSessionStore(
      directory: assignment.round.directory, configuration: try assignment.configuration())
    let gauge = SoakGauge()
    for task in 0..<SoakAssignment.tasks {
      Task.detached {
        var load = SoakLoad(store, assignment, gauge, task: task)
        await load.begin()
        while true { await load.step() }
      }
    }
    Task.detached {
      while true {
        try await Task.sleep(for: .seconds(1))
        do { _ = try await store.sweep() } catch { gauge.noteError() }
      }
    }
    // Reading blocks; not a thread of the pool.
    Thread.detachNewThread { [lines] in
      var lines = lines
      while lines.receive() != nil {
        guard let answer = try? JSONEncoder().encode(gauge.sample()) else { break }
        guard Descriptor.write(line: answer, to: STDOUT_FILENO) else { break }
      }
      _exit(0)
    }
    while true { try await Task.sleep(for: .seconds(3600)) }
  }
}

/// What the tasks of a worker count together.
private final class SoakGauge: Sendable {
  private struct State {
    var latencies = SoakGauge.empty
    var errors = 0
  }

  /// Nanoseconds, up to a second.
  private static var empty: Histogram { Histogram(limit: 1_000_000_000) }

  private let state = Mutex(State())

  func note(_ nanoseconds: Int64) { state.withLock { $0.latencies.record(Int(nanoseconds)) } }
  func noteError() { state.withLock { $0.errors += 1 } }

  /// What there was since the last one.
  func sample() -> SoakSample {
    let last = state.withLock { state in
      defer { state = State() }
      return state
    }
    func microseconds(_ percentile: Double) -> Double { Double(last.latencies.value(atPercentile: percentile)) / 1000 }
    return SoakSample(
      descriptors: Self.descriptors, kibibytes: Self.kibibytes, operations: last.latencies.total, errors: last.errors,
      medianMicroseconds: microseconds(50), slowestMicroseconds: microseconds(99))
  }

  private static var descriptors: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
  }

  private static var kibibytes: Int {
    let lines = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8))?.split(separator: "\n") ?? []
    guard let line = lines.first(where: { $0.hasPrefix("VmRSS:") }) else { return 0 }
    return Int(line.filter(\.isNumber)) ?? 0
  }
}

/// One task's sessions, and what it does with them. A rotation moves one to a new id.
private struct SoakLoad {
  private enum Verb { case load, update, save, touch, lock, rotate, delete }

  private static let verbs: [(Verb, weight: Int)] = [
    (.load, 50), (.update, 20), (.save, 10), (.touch, 8), (.lock, 6), (.rotate, 3), (.delete, 3),
  ]

  private let store: FileSessionStore
  private let gauge: SoakGauge
  private let leak: Int?
  private var ids: [SessionID]
  private var dice: Dice
  private var count = 0

  init(_ store: FileSessionStore, _ assignment: SoakAssignment, _ gauge: SoakGauge, task: Int) {
    (self.store, self.gauge, leak) = (store, gauge, assignment.leak)
    ids = (0..<assignment.sessions / SoakAssignment.tasks).map { SessionID(key: "soak \(task) \($0)") }
    dice = Dice(seed: assignment.round.seed &+ UInt64(task))
  }

  /// All of them are there from the first sample on, nearly.
  func begin() async {
    for id in ids { do { try await store.put([1], for: id) } catch { gauge.noteError() } }
  }

  mutating func step() async {
    let (index, verb) = (dice.below(ids.count), dice.weighted(Self.verbs))
    let payload = [UInt8](repeating: UInt8(dice.below(256)), count: 64 + dice.below(1024))
    let begin = Moment.now
    do { try await perform(verb, index, payload) } catch {
      // It expired, or was deleted.
      if (error as? SessionError)?.code != .notFound { gauge.noteError() }
      do { try await store.put(payload, for: ids[index]) } catch { gauge.noteError() }
    }
    gauge.note(Moment.now - begin)
    count += 1
    if let leak, count % leak == 0 { _ = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC) }
    if count % 64 == 0 { await Task.yield() }
  }

  private mutating func perform(_ verb: Verb, _ index: Int, _ payload: [UInt8]) async throws {
    let id = ids[index]
    switch verb {
    case .load: if try await store.load(id) == nil { try await store.put(payload, for: id) }
    case .update: try await store.update(id) { $0.payload = payload }
    case .save: try await store.save(payload, for: id)
    case .touch: try await store.touch(id)
    case .lock: try await store.withLock(id) { _ = try await $0.save(payload) }
    case .rotate: ids[index] = try await store.rotate(id, grace: .seconds(1))
    case .delete: try await store.delete(id)
    }
  }
}
