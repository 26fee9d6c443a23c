import FileSessions
import FileSessionsTesting
import Foundation
import Glibc
import Synchronization
import Testing

@Suite("Sweeping")
struct SweepingTests {
  @Test("A sweep removes what has expired and keeps what lives", arguments: Subject.all)
  func expired(_ subject: Subject) async throws {
    let open = try subject.open()
    for number in 0..<6 {
      let lifetime = SessionLifetime(idle: .seconds(number < 3 ? 10 : 1000), absolute: nil)
      _ = try await open.store.create([1], as: SessionID(key: "\(number)"), lifetime: lifetime)
    }
    #expect(try await open.store.sweep().removed == 0)
    open.clock.advance(by: .seconds(10))
    let report = try await open.store.sweep()
    #expect(report.examined == 6)
    #expect(report.removed == 3)
    #expect(report.failed == 0)
    #expect(try await open.store.sweep().removed == 0)
    for number in 0..<6 {
      #expect((try await open.store.load(SessionID(key: "\(number)")) != nil) == (number >= 3))
    }
    if let workplace = open.workplace { #expect(workplace.files.sessions.count == 3) }
  }

  @Test("A session that was refreshed after it seemed to expire is kept", arguments: Subject.all)
  func refreshed(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    _ = try await open.store.create([1], as: id, lifetime: nil)
    open.clock.advance(by: .seconds(99))
    try await open.store.touch(id)
    open.clock.advance(by: .seconds(1))
    #expect(try await open.store.sweep().removed == 0)
    #expect(try await open.store.load(id)?.payload == [1])
  }

  @Test("A session that is refreshed between the sweep's look and its lock is kept", arguments: Setting.all)
  func refreshedMeanwhile(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) { $0.lifetime = SessionLifetime(idle: .seconds(100), absolute: nil) }
    let id = SessionID(key: "session")
    try await workplace.store.create([1], as: id)
    let blocking = BlockingCalls(workplace.store)
    // 1. The sweep looks without a lock, at a time when the session has expired by its clock.
    // 2. By the other store's clock it has not: it is saved.
    // 3. The sweep takes the lock. It has to look again.
    let late = workplace.clock.now.advanced(by: .seconds(150))
    let interceptor = FirstLock { try? blocking.save([2], id) }
    let core = try workplace.intercepted(by: interceptor) { $0.clock = .custom { late } }
    workplace.clock.advance(by: .seconds(99))
    interceptor.arm()
    let report = try await core.sweep()
    #expect(interceptor.hasActed)
    #expect(report.removed == 0)
    #expect(try await workplace.store.load(id)?.payload == [2])
  }

  @Test("A session in use is left for the next sweep", arguments: Setting.all)
  func busy(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let id = SessionID(key: "session")
    try await workplace.store.create([1], as: id, lifetime: SessionLifetime(idle: .seconds(10), absolute: nil))
    let other = try workplace.secondStore()
    try await other.withLock(id) { _ in
      workplace.clock.advance(by: .seconds(10))
      let first = try await workplace.store.sweep()
      #expect(first.removed == 0)
      #expect(first.busy >= 1)
      // The holder's own store does not wait for itself either.
      let second = try await other.sweep()
      #expect(second.removed == 0)
      #expect(second.busy >= 1)
    }
    #expect(try await workplace.store.sweep().removed == 1)
    #expect(workplace.files.remains.isEmpty)
  }

  @Test(
    "A sweep by the task that holds an expired session leaves that one, and takes the others", arguments: Subject.all)
  func heldByTheSweeper(_ subject: Subject) async throws {
    let open = try subject.open()
    let (store, held, free) = (open.store, SessionID(key: "held"), SessionID(key: "free"))
    for id in [held, free] { try await store.create([1], as: id) }
    try await store.withLock(held) { _ in
      open.clock.advance(by: .seconds(100))
      let report = try await store.sweep()
      #expect(report.removed == 1)
      #expect(report.busy == 1)
    }
    let report = try await store.sweep()
    #expect(report.removed == 1)
    #expect(report.busy == 0)
  }

  @Test(
    "A directory that cannot be listed fails the sweep, which says so; the next one is whole", arguments: Setting.all)
  func unlistable(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    try await workplace.store.create([1], as: SessionID(key: "session"))
    let isBroken = Mutex(true)
    let faults = FaultInjector { request in
      if case .list = request, isBroken.withLock({ $0 }) { .fail(Errno.inputOutput) } else { nil }
    }
    let core = try workplace.intercepted(by: faults) { _ in }
    let error = await expectError(.inputOutput) { try await core.sweep() }
    #expect(error?.systemCall == "listDirectory")
    #expect(error?.message.contains(workplace.path) == true, "\(error?.message ?? "")")
    isBroken.withLock { $0 = false }
    #expect(try await core.sweep().examined == 1)
  }

  @Test("Damaged files are set aside, counted and no obstacle to the rest of the sweep", arguments: Setting.all)
  func corrupt(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (damaged, expired, live) = (SessionID(key: "damaged"), SessionID(key: "expired"), SessionID(key: "live"))
    for id in [damaged, live] { try await workplace.store.create([1], as: id) }
    try await workplace.store.create([1], as: expired, lifetime: SessionLifetime(idle: .seconds(1), absolute: nil))
    let content = [UInt8]("this is no session")
    try workplace.files.overwrite(damaged, with: content)
    workplace.clock.advance(by: .seconds(1))
    let report = try await workplace.store.sweep()
    #expect(report.corrupt == 1)
    #expect(report.setAside == 1)
    #expect(report.removed == 1)
    #expect(report.failed == 0)
    let kept = try #require(workplace.files.setAside.first)
    #expect(try Data(contentsOf: URL(fileURLWithPath: workplace.path + "/" + kept)) == Data(content))
    #expect(!workplace.files.exists(damaged))
    #expect(try await workplace.store.load(damaged) == nil)
    #expect(try await workplace.store.load(live)?.payload == [1])
    let again = try await workplace.store.sweep()
    #expect(again.corrupt == 0)
    #expect(again.setAside == 1)
    #expect(workplace.events.count(.corruptFile) == 1)
  }

  @Test("Damaged files are set aside whole and all of them, and none takes another's place", arguments: Setting.all)
  func limit(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    for number in 0..<300 {
      try workplace.files.plant([UInt8]("garbage"), as: .session(SessionID(key: "\(number)").digest))
    }
    #expect(try await workplace.store.sweep().corrupt == 300)
    #expect(workplace.files.setAside.count == 300)
    #expect(workplace.files.sessions.isEmpty)
    // Of one session some are kept, and the next one stays where it is.
    let id = SessionID(key: "again")
    for number in 0..<EntryName.corruptLimit + 2 {
      try workplace.files.plant([UInt8]("garbage \(number)"), as: .session(id.digest))
      let isRoom = number < EntryName.corruptLimit
      #expect(try await workplace.store.sweep().corrupt == (isRoom ? 1 : 0))
      #expect(workplace.files.exists(id) == !isRoom)
    }
    #expect(workplace.files.setAside.count == 300 + Int(EntryName.corruptLimit))
    await expectError(.corrupt) { try await workplace.store.put([1], for: id) }
  }

  @Test("With the system's clock, too, what has expired goes and what was touched stays", arguments: Setting.all)
  func systemClock(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) { $0.clock = .system }
    let (gone, live) = (SessionID(key: "gone"), SessionID(key: "live"))
    try await workplace.store.create([1], as: gone, lifetime: SessionLifetime(idle: .nanoseconds(1), absolute: nil))
    try await workplace.store.create([1], as: live)
    let report = try await workplace.store.sweep()
    #expect(report.removed == 1)
    #expect(!workplace.files.exists(gone))
    #expect(try await workplace.store.load(live)?.payload == [1])
  }

  @Test("A temporary file that somebody has locked is being written: it is left, and goes when it is not")
  func temporaryInUse() async throws {
    let workplace = try Workplace(try #require(Setting.slots.first))
    try workplace.files.plant([1], as: .unique(7))
    let descriptor = unsafe open(workplace.path + "/\(EntryName.unique(7))", O_RDWR | O_CLOEXEC)
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let first = try await workplace.store.sweep()
    #expect(first.busy == 1 && first.reclaimed == 0)
    #expect(workplace.files.temporaries.count == 1)
    _ = close(descriptor)
    #expect(try await workplace.store.sweep().reclaimed == 1)
    #expect(workplace.files.temporaries.isEmpty)
  }

  @Test("A draft of a record that was abandoned long ago goes; a young one may be somebody's who opens the store")
  func drafts() async throws {
    let workplace = try Workplace(try #require(Setting.slots.first)) { $0.clock = .system }
    let (old, young) = (EntryName.recordDraft(1), EntryName.recordDraft(2))
    for draft in [old, young] { try workplace.files.plant([1], as: draft) }
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -7 * 86_400)], ofItemAtPath: workplace.path + "/\(old)")
    let report = try await workplace.store.sweep()
    #expect(report.reclaimed == 1 && report.busy == 1)
    #expect(workplace.files.temporaries == ["\(young)"])
  }

  @Test("Litter is reclaimed; files of strangers and young drafts are left alone", arguments: Setting.all)
  func litter(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let live = SessionID(key: "live")
    try await workplace.store.create([1], as: live)
    try workplace.files.plant([], as: .session(SessionID(key: "unfinished").digest))
    try workplace.files.plant([1], as: .unique(7))
    if setting.strategy == .lockFileRename {
      for name in ["killed", "live"] {
        try workplace.files.plant([1], as: .temporary(SessionID(key: name).digest))
        try workplace.files.plant([], as: .lock(SessionID(key: name).digest))
      }
    }
    let strangers = ["README", "\(EntryName.session(live.digest)).json", "store.json", ".hidden"]
    for name in strangers { try Data("mine".utf8).write(to: URL(fileURLWithPath: workplace.path + "/" + name)) }
    let report = try await workplace.store.sweep()
    #expect(report.failed == 0)
    #expect(report.reclaimed + report.corrupt >= 2)
    #expect(workplace.files.temporaries.isEmpty)
    #expect(!workplace.files.exists(SessionID(key: "unfinished")))
    #expect(workplace.files.names.isSuperset(of: strangers))
    #expect(try await workplace.store.load(live)?.payload == [1])
    try await workplace.store.delete(live)
    #expect(workplace.files.remains.subtracting(workplace.files.setAside) == Set(strangers))
  }
}
