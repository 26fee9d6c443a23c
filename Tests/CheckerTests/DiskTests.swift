import FileSessions
import Testing

@testable import FileSessionsChecker

/// What each model of a file system leaves of a few calls. The outcomes on ext4, XFS and btrfs are those that were seen
/// on Linux 6.18 with images of every write in flight.
@Suite("Disks that forget")
struct DiskTests {
  typealias Model = FileSessionStore.FileSystemModel

  private let contents = Contents()
  // Names.
  private let session: UInt8 = 1
  private let temporary: UInt8 = 2
  // Files.
  private let old: UInt8 = 1
  private let new: UInt8 = 2

  private func number(_ text: String) -> UInt32 { contents.number(of: Array(text.utf8)) }

  /// A disk with a session that says "old".
  private var disk: Disk {
    var disk = Disk()
    disk.durable.setName(session, to: old)
    disk.durable.setContent(of: old, to: number("old"))
    return disk
  }

  private func write(_ text: String, to file: UInt8) -> DiskChange {
    .write(file: file, bytes: number(text), at: 0, end: text.utf8.count)
  }

  /// What the session may be found to hold; `-` where there is none.
  private func found(_ disk: Disk, _ model: Model) -> Set<String> {
    Set(
      disk.images(model, contents).map { image in
        let file = image.file(named: session)
        guard file != 0 else { return "-" }
        let bytes = contents.bytes(image.content(of: file))
        return bytes.contains(0) ? "zeros" : bytes.contains(0xa5) ? "garbage" : String(decoding: bytes, as: UTF8.self)
      })
  }

  @Test("A rename over an existing name without a sync", arguments: Model.allCases)
  func rename(_ model: Model) {
    var disk = disk
    disk.pending = [.enter(temporary, file: new), write("new", to: new), .move(temporary, to: session, file: new)]
    let expected: Set<String> =
      switch model {
      case .weakest: ["old", "new", "", "garbage"]
      case .atomicRename, .ext4: ["old", "new", "", "zeros"]
      case .xfs, .btrfs: ["old", "new", ""]
      }
    #expect(found(disk, model) == expected)
  }

  @Test("The same with a sync of the file", arguments: Model.allCases)
  func renameSynced(_ model: Model) {
    var disk = disk
    disk.pending = [.enter(temporary, file: new), write("new", to: new)]
    disk.synchronize(new, .data, model, contents)
    disk.pending.append(.move(temporary, to: session, file: new))
    #expect(found(disk, model) == ["old", "new"])
    disk.synchronizeDirectory(model, contents)
    #expect(found(disk, model) == ["new"])
    #expect(disk.pending.isEmpty)
  }

  @Test("A delete is final only with a sync of the directory", arguments: Model.allCases)
  func delete(_ model: Model) {
    var disk = disk
    disk.pending = [.remove(session)]
    #expect(found(disk, model) == ["old", "-"])
    disk.synchronizeDirectory(model, contents)
    #expect(found(disk, model) == ["-"])
  }

  @Test("A new file that is synced has its name, but where POSIX alone counts", arguments: Model.allCases)
  func create(_ model: Model) {
    var disk = Disk()
    disk.pending = [.enter(session, file: new), write("new", to: new)]
    disk.synchronize(new, .data, model, contents)
    #expect(found(disk, model) == (model == .weakest || model == .atomicRename ? ["new", "-"] : ["new"]))
  }

  @Test("On btrfs a sync carries no earlier change of another file; on ext4 and XFS it does")
  func order() {
    let expected: [(Model, Set<String>)] = [(.ext4, ["-"]), (.xfs, ["-"]), (.btrfs, ["-", "old"])]
    for (model, expected) in expected {
      var disk = disk
      disk.pending = [.remove(session), .enter(temporary, file: new), write("new", to: new)]
      disk.synchronize(new, .data, model, contents)
      #expect(found(disk, model) == expected)
    }
  }

  @Test("A file that is overwritten in place may hold the old bytes in part", arguments: Model.allCases)
  func overwritten(_ model: Model) {
    var disk = disk
    disk.pending = [
      .write(file: old, bytes: number("n"), at: 0, end: nil), .write(file: old, bytes: number("w"), at: 2, end: nil),
    ]
    #expect(found(disk, model) == ["old", "nld", "olw", "nlw"])
    disk.synchronize(old, .data, model, contents)
    #expect(found(disk, model) == ["nlw"])
  }

  @Test("A file that is cut and written again may be found empty", arguments: [Model.ext4, .xfs, .btrfs])
  func truncated(_ model: Model) {
    var disk = disk
    disk.pending = [.resize(file: old, to: 0), write("new", to: old)]
    #expect(found(disk, model).isSuperset(of: ["old", "", "new"]))
  }

  @Test("An inode that is used again is another file")
  func reused() {
    var disk = disk
    disk.pending = [.remove(session)]
    disk.release(0)
    disk.pending += [.enter(session, file: Disk.file(of: 0)), write("new", to: Disk.file(of: 0))]
    #expect(found(disk, .atomicRename) == ["old", "-", "new", "", "zeros"])
  }
}
