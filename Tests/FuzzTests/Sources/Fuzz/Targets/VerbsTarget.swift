import Dispatch
import Glibc
import Synchronization

@testable import FileSessions

/// A sequence of verbs, answered by a dictionary, by the store in memory and by one in files: all three alike.
enum VerbsTarget {
  private static let seconds = Atomic<Int64>(0)
  private static let start: Int64 = 1_700_000_000
  static let clock = SessionClock.custom { time(seconds.load(ordering: .relaxed)) }

  static func time(_ seconds: Int64) -> Timestamp {
    Timestamp(nanosecondsSince1970: (start + seconds) * 1_000_000_000)
  }

  /// Sessions that a verb can begin with; rotations add others.
  private static let keys = ["a", "b", "c"].map { SessionID(key: $0) }
  nonisolated(unsafe) private static var fileStores = openFileStores()

  private static func openFileStores() -> [FuzzedFileStore] {
    guard let folder = unsafe getenv("FUZZ_FOLDER").map({ unsafe String(cString: $0) }) else {
      fatalError("FUZZ_FOLDER says where the stores go: Tests/FuzzTests/run sets it")
    }
    let strategies: [(FileSessionStore.Strategy, FileSessionStore.ReadCache)] = [
      (.slots, .off), (.lockFileRename, .off), (.slots, .on), (.stripedRename, .off), (.byteRangeRename, .off),
    ]
    return strategies.enumerated().map { index, made in
      do { return try FuzzedFileStore("\(folder)/\(index)", made.0, made.1) } catch { fatalError("\(error)") }
    }
  }

  static func run(_ bytes: Span<UInt8>, model: ModelStore = ModelStore()) {
    let (dice, done) = (Dice([UInt8](copying: bytes)), DispatchSemaphore(value: 0))
    Task.detached {
      do { try await run(dice, model) } catch { expect(false, "stores are emptied: \(error)") }
      done.signal()
    }
    done.wait()
  }

  private static func run(_ dice: Dice, _ model: ModelStore) async throws {
    var (dice, model) = (dice, model)
    seconds.store(0, ordering: .relaxed)
    let chosen = unsafe Int(dice.byte()) % fileStores.count
    try unsafe fileStores[chosen].begin(keys)
    var (memory, places) = (FuzzedMemoryStore(ids: keys), keys.count)
    var told: [Told] = []
    for _ in 0..<40 where !dice.isOver {
      seconds.add(Int64([0, 0, 0, 100, 200, 700][Int(dice.byte()) % 6]), ordering: .relaxed)
      let (verb, now) = (FuzzVerb(&dice, places: places), seconds.load(ordering: .relaxed))
      let expected = model.answer(verb, at: now, fresh: places)
      told.append(Told(now: now, verb: verb, answer: expected))
      check(await memory.answer(verb), expected, memory.name, told)
      check(await unsafe fileStores[chosen].answer(verb), expected, unsafe fileStores[chosen].name, told)
      if case .rotate = verb, expected == .done { places += 1 }
    }
  }

  /// What was asked so far, and is put into words only where something does not hold.
  private struct Told: CustomStringConvertible {
    let now: Int64
    let verb: FuzzVerb
    let answer: FuzzAnswer

    var description: String { "\(now): \(verb) -> \(answer)" }
  }

  private static func check(_ found: FuzzAnswer, _ expected: FuzzAnswer, _ name: String, _ told: [Told]) {
    expect(found == expected, "\(name) answers \(found) to the last of\(told.map { "\n  \($0)" }.joined())")
  }
}
