import FileSessions
import Foundation
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
    var mayClose = [registry.mayClose(7, of: Self.file)]
    registry.granted(Self.file, first, .exclusive)
    registry.granted(Self.file, second, .exclusive)
    mayClose += [registry.mayClose(7, of: Self.file), registry.mayClose(8, of: Self.file)]
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
    try await store.withLock(session.id) { locked in
      // Opens and closes the session's file, or a file that other sessions lock as well.
      _ = try await store.load(other.id)
      if configuration.strategy.description.contains("lock-free") || configuration.strategy == .slots(.posix) {
        #expect(try await store.load(session.id)?.payload == [1])
      }
      // The kernel writes its table in pieces: an entry can be missed when others come and go, but not again and again.
      let seen = try (0..<50).contains { _ in try lockedRanges(of: directory.path + "/store") > 0 }
      #expect(seen, "the kernel has no lock of this process any more")
      try await locked.save([3])
    }
    #expect(try lockedRanges(of: directory.path + "/store") == 0)
    #expect(try await store.load(session.id)?.payload == [3])
  }

  /// How many POSIX locks the kernel knows on files of a folder.
  private func lockedRanges(of folder: String) throws -> Int {
    let inodes = try FileManager.default.contentsOfDirectory(atPath: folder).map { name in
      try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.systemFileNumber] as? UInt64 ?? 0
    }
    let table = try String(contentsOfFile: "/proc/locks", encoding: .utf8)
    return table.split(separator: "\n").filter { line in
      line.contains("POSIX") && line.contains(" \(ProcessInfo.processInfo.processIdentifier) ")
        && inodes.contains { line.contains(":\($0) ") }
    }.count
  }
}
