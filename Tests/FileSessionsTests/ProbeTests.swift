import CFileSessions
import FileSessions
import Foundation
import TestSupport
import Testing

@Suite("A strategy that this system or file system cannot do")
struct ProbeTests {
  private typealias Strategy = FileSessionStore.Strategy

  /// Opens a store over a system on which some calls are not supported.
  private func open(
    _ strategy: FileSessionStore.Strategy, _ configure: (inout FileSessionStore.Configuration) -> Void = { _ in },
    without isMissing: @escaping @Sendable (SystemRequest) -> CInt?
  ) throws -> FileSessionStore.Strategy {
    let directory = try TemporaryDirectory()
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configure(&configuration)
    let core = try StoreCore(
      directory: directory.path + "/store", configuration: configuration,
      interceptor: FaultInjector { request in isMissing(request).map { .fail($0) } }, sharesMemory: false)
    return core.effectiveStrategy
  }

  @Test(
    "is refused with the reason and the nearest that works",
    arguments: [
      ("slots:ofd", "slots:flock"), ("byte-range:ofd,rename,lock-free", "striped:flock,64,rename,lock-free"),
      ("striped:posix,8,rename,shared", "striped:flock,8,rename,shared"),
      ("data-file:ofd,recheck,in-place,shared", "data-file:flock,recheck,in-place,shared"),
      ("lock-file:posix,kept,rename,lock-free", "lock-file:flock,kept,rename,lock-free"),
    ])
  func lockKind(_ text: String, _ nearest: String) throws {
    let error = #expect(throws: SessionError.self) {
      try open(try Strategy(text)) { request in
        switch request {
        case .lock(_, let kind, _) where kind.call.traits.table == .fcntl: Errno.notImplemented
        default: nil
        }
      }
    }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains(nearest) == true, "\(error?.message ?? "")")
  }

  @Test(
    "An exchange where the file system has none",
    arguments: [
      "lock-file:flock,removed-on-delete,recheck,exchange,lock-free", "data-file:flock,recheck,exchange,exclusive",
      "striped:flock,8,exchange,shared", "byte-range:ofd,exchange,lock-free", "unlocked:exchange",
    ])
  func exchange(_ text: String) throws {
    let error = #expect(throws: SessionError.self) {
      try open(try Strategy(text), { $0.unsoundStrategies = .allow }) { request in
        if case .rename(_, _, _, .exchange) = request { Errno.invalid } else { nil }
      }
    }
    #expect(error?.code == .unsupported)
    let nearest = text.replacingOccurrences(of: "exchange", with: "rename")
    #expect(error?.message.contains(nearest) == true, "\(error?.message ?? "")")
  }

  @Test("A record that somebody has to himself for a moment is waited for")
  func occupied() throws {
    let refusals = LockedValue(0)
    let strategy = try open(.slots) { request in
      guard case .lock(_, .flock, .shared) = request else { return nil }
      return refusals.change { count in
        count += 1
        return count % 4 == 0 ? nil : Errno.wouldBlock
      }
    }
    #expect(strategy == .slots)
    #expect(refusals.value > 4)
  }

  @Test("No locks at all: refused, or by explicit choice the rename fallback, which needs the other choice too")
  func noLocks() throws {
    let noLocks: @Sendable (SystemRequest) -> CInt? = { request in
      if case .lock = request { Errno.noLocks } else { nil }
    }
    let refused = #expect(throws: SessionError.self) { try open(.lockFileRename, without: noLocks) }
    #expect(refused?.code == .unsupported)
    let unsound = #expect(throws: SessionError.self) {
      try open(.lockFileRename, { $0.lockFallback = .renameOnly }, without: noLocks)
    }
    #expect(unsound?.code == .unsoundStrategy)
    let fallback = try open(
      .lockFileRename,
      {
        $0.lockFallback = .renameOnly
        $0.unsoundStrategies = .allow
      }, without: noLocks)
    #expect(fallback == .rename)
  }

  @Test("Every combination opens here, and says where flock stands in")
  func all() throws {
    for strategy in Strategy.all {
      #expect(try open(strategy, { $0.unsoundStrategies = .allow }, without: { _ in nil }) == strategy)
      let standsIn = strategy.lock == .openFlag && file_sessions_has_open_lock == 0
      #expect((strategy.standIn != nil) == standsIn)
    }
  }
}
