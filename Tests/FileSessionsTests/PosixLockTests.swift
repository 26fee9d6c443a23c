import FileSessions
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("POSIX locks, which any close of the file drops")
struct PosixLockTests {
  private static let file = PosixLockRegistry.File(device: 1, inode: 2)
  private let first = LockRange(start: 0, length: 1)
  private let second = LockRange(start: 1, length: 1)

  @Test("The kernel is asked for the first holder of a range, and told of the last")
  func firstAndLast() {
    var registry = PosixLockRegistry()
    #expect(registry.request(Self.file, first, .shared) == .askKernel)
    registry.granted(Self.file, first, .shared)
    #expect(registry.request(Self.file, first, .shared) == .alreadyHeld)
    registry.granted(Self.file, first, .shared)
    #expect(registry.request(Self.file, first, .exclusive) == .conflict)
    #expect(registry.request(Self.file, second, .exclusive) == .askKernel)
    let releases = [registry.release(Self.file, first), registry.release(Self.file, first)]
    #expect(releases == [.init(), .init(tellKernel: true)])
    #expect(registry.isEmpty)
  }

  @Test("A descriptor of a file on which the process holds a lock is kept until it holds none")
  func deferredClose() {
    var registry = PosixLockRegistry()
    var mayClose = [registry.mayClose(7, .both, of: Self.file)]
    registry.granted(Self.file, first, .exclusive)
    registry.granted(Self.file, second, .exclusive)
    mayClose += [registry.mayClose(7, .both, of: Self.file), registry.mayClose(8, .reading, of: Self.file)]
    #expect(mayClose == [true, false, false])
    let releases = [registry.release(Self.file, first), registry.release(Self.file, second)]
    #expect(releases == [.init(tellKernel: true), .init(tellKernel: true, close: [7, 8])])
    #expect(registry.isEmpty)
  }

  @Test(
    "A load beside a held lock does not drop it, in this process's eyes or the kernel's",
    arguments: [
      "data-file:posix,recheck,in-place,shared", "data-file:posix,recheck,rename,lock-free", "slots:posix",
      "byte-range:posix,rename,lock-free", "lock-file:posix,removed-on-delete,recheck,rename,shared",
    ])
  func loadBesideLock(_ text: String) async throws {
    let directory = try TemporaryDirectory()
    let configuration = FileSessionStore.Configuration(strategy: try .init(text))
    let store = try FileSessionStore(directory: directory.path + "/store", configuration: configuration)
    let session = try await store.create([1])
    let other = try await store.create([2])
    let locks = LockQuery(folder: directory.path + "/store")
    try await store.withLock(session.id) { locked in
      // Opens and closes the session's file, or a file that other sessions lock as well.
      _ = try await store.load(other.id)
      if text.contains("lock-free") || text == "slots:posix" {
        #expect(try await store.load(session.id)?.payload == [1])
      }
      #expect(locks.count > 0, "the kernel has no lock of this process any more")
      try await locked.save([3])
    }
    #expect(locks.count == 0)
    #expect(try await store.load(session.id)?.payload == [3])
  }
}

/// Asks the kernel for locks on the files of a folder. What it opened it closes at its end, after the locks': a close
/// would drop them.
final class LockQuery {
  private let folder: String
  private var descriptors: [CInt] = []

  init(folder: String) { self.folder = folder }

  deinit { for descriptor in descriptors { close(descriptor) } }

  /// On how many files there is a lock. To an open file description, as which this asks, the process that it belongs to
  /// is a stranger as well (`F_OFD_GETLK` of fcntl(2)).
  var count: Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { name in
      let descriptor = unsafe open(folder + "/" + name, O_RDWR | O_CLOEXEC)
      guard descriptor >= 0 else { return false }
      descriptors.append(descriptor)
      var query = Glibc.flock()
      query.l_type = Int16(F_WRLCK)
      let result = unsafe fcntl(descriptor, 36 /* F_OFD_GETLK */, &query)
      return result == 0 && query.l_type != Int16(F_UNLCK)
    }.count
  }
}

@Suite("Descriptors that have to stay open beside a POSIX lock", .serialized)
struct ParkedDescriptorTests {
  @Test("are lent to the next who opens the file, for no more than they were opened for")
  func lent() {
    let file = PosixLockRegistry.File(device: 1, inode: 2)
    let range = LockRange(start: 0, length: 1)
    var registry = PosixLockRegistry()
    #expect(registry.takeParked(.reading, of: file) == nil)
    registry.granted(file, range, .exclusive)
    #expect(!registry.mayClose(7, .reading, of: file) && !registry.mayClose(8, .both, of: file))
    #expect(registry.takeParked(.both, of: file) == 8)
    #expect(registry.takeParked(.writing, of: file) == nil)
    #expect(registry.takeParked(.reading, of: file) == 7)
    #expect(registry.release(file, range) == .init(tellKernel: true))
  }

  @Test(
    "are never more than are in use at once, however long the file is not quiet",
    arguments: [
      "byte-range:posix,rename,lock-free", "striped:posix,1,rename,lock-free", "striped:posix,1,in-place,shared",
      "slots:posix",
      "data-file:posix,recheck,in-place,shared", "lock-file:posix,removed-on-delete,recheck,rename,shared",
    ])
  func bounded(_ text: String) async throws {
    let directory = try TemporaryDirectory()
    let store = try FileSessionStore(
      directory: directory.path + "/store", configuration: .init(strategy: try .init(text)))
    let held = try await store.create([1])
    let other = try await store.create([2])
    let isShared = text.contains("striped")
    try await store.withLock(held.id) { _ in
      let before = Self.openDescriptors()
      // Each of these opens and closes a file on which this process holds a lock.
      for number in 0..<100 {
        if text.contains("lock-free") || text.hasPrefix("slots") { _ = try await store.load(held.id) }
        if !isShared { try await store.save([UInt8(truncatingIfNeeded: number)], for: other.id) }
        _ = try await store.load(SessionID(key: "none \(number)"))
      }
      #expect(Self.openDescriptors() - before < 20)
    }
    await store.close()
  }

  private static func openDescriptors() -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
  }
}
