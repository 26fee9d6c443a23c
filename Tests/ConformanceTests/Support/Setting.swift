import FileSessions
import Testing

/// One place in the matrix that the suite runs over: a sound strategy on a file system.
struct Setting: Sendable, CustomTestStringConvertible {
  let name: String
  let strategy: FileSessionStore.Strategy
  let fileSystem: FileSystem

  var testDescription: String { "\(name) on \(fileSystem.rawValue)" }

  /// Every sound preset on every file system of this machine. A preset that is added is tested without further ado.
  static let all: [Setting] = FileSessionStore.Strategy.presets.filter(\.strategy.isSound).flatMap { preset in
    FileSystem.available.map { Setting(name: preset.name, strategy: preset.strategy, fileSystem: $0) }
  }

  /// Every lock kind in every scope that can be sound with it, beside the presets.
  static let everyLock: [Setting] = {
    typealias Strategy = FileSessionStore.Strategy
    var strategies: [Strategy] = []
    for lock in Strategy.Lock.allCases {
      strategies += [
        .dataFile(lock, recheck: .on, write: .inPlace, readers: .shared),
        .dataFile(lock, recheck: .on, write: .rename, readers: .lockFree),
        .dataFile(lock, recheck: .on, write: .exchange, readers: .exclusive),
        .lockFile(lock, .removedOnDelete(.on), write: .exchange, readers: .lockFree),
        .lockFile(lock, .removedAfterUse(.on), write: .rename, readers: .shared),
        .striped(lock, files: 4, write: .inPlace, readers: .shared), .slots(lock),
      ]
    }
    strategies += Strategy.RangeLock.allCases.map { .byteRange($0, write: .exchange, readers: .shared) }
    return strategies.filter(\.isSound).flatMap { strategy in
      FileSystem.available.map { Setting(name: strategy.description, strategy: strategy, fileSystem: $0) }
    }
  }()

  static let lockFileRename = all.filter { $0.strategy == .lockFileRename }
  static let slots = all.filter { $0.strategy == .slots }
  /// Where a process may be killed at any point without harm to a session.
  static let killSafe = all.filter(\.isKillSafe)
  /// Where the file that a lock lies on can go while somebody waits for it.
  static let withMortalLocks = all.filter(\.hasMortalLocks)

  var isKillSafe: Bool { strategy.guarantees.contains(.killSafe) }

  /// Whether a load never waits for a lock.
  var loadsTakeNoLock: Bool {
    switch strategy.shape {
    case .unlocked, .slots: true
    case .dataFile(_, _, _, let readers), .lockFile(_, _, _, let readers), .striped(_, _, _, let readers),
      .byteRange(_, _, let readers):
      readers == .lockFree
    }
  }

  /// Whether a value is written over the one before it, so that a write which fails half-way leaves a mixture.
  var writesInPlace: Bool {
    switch strategy.shape {
    case .dataFile(_, _, let write, _): write == .inPlace || write == .truncateOnOpen
    case .lockFile(_, _, let write, _), .striped(_, _, let write, _), .byteRange(_, let write, _): write == .inPlace
    case .unlocked, .slots: false
    }
  }

  var keepsLockFiles: Bool { if case .lockFile(_, .kept, _, _) = strategy.shape { true } else { false } }

  var tellsHolder: Bool { strategy.lock?.traits.tellsHolder ?? true }

  private var hasMortalLocks: Bool {
    switch strategy.shape {
    case .slots: true
    case .lockFile(_, let file, _, _): file != .kept
    default: false
    }
  }
}

@Suite("The matrix of settings")
struct SettingTests {
  @Test("There are sound strategies, the default among them, on every file system") func coverage() {
    let sound = FileSessionStore.Strategy.presets.filter { $0.strategy.isSound }
    #expect(sound.count >= 2)
    #expect(FileSessionStore.Configuration().strategy == nil)
    #expect(sound.contains { $0.strategy == .preferred(on: .ext4) })
    #expect(Setting.all.count == sound.count * FileSystem.available.count)
  }
}
