import Foundation
import TestSupport
import Testing

@testable import FileSessionsPower

@Suite("Images of a log")
struct CrashImagesTests {
  private static let page = DiskContent.pageSize

  /// An empty disk.
  private func disk() throws -> DiskContent {
    let folder = try TemporaryDirectory()
    let path = folder.path("disk")
    try Data(count: 64 * Self.page).write(to: URL(fileURLWithPath: path))
    return try DiskContent(path: path)
  }

  private enum Told { case write(Int, byteCount: Int = 512), flush }

  /// A log of entries, each of which counts as one in its marks.
  private func log(_ told: [Told]) -> [(entry: DiskLog.Entry, end: Int)] {
    told.enumerated().map { index, told in
      switch told {
      case .flush: (.flush, index + 1)
      case .write(let page, let count):
        (.write(offset: page * Self.page, bytes: [UInt8](repeating: UInt8(index + 1), count: count)[...]), index + 1)
      }
    }
  }

  private func images(_ told: [Told], events: [Int] = []) throws -> [CrashImage] {
    CrashImages(log(told), base: try disk(), from: 0, events: events).images
  }

  @Test("Of five writes in flight every subset, each once")
  func everySubset() throws {
    #expect(try images((0..<5).map { .write($0) }).count == 32)
    // Those of the second flush come after all of the first.
    #expect(try images([.write(0), .write(1), .flush, .write(2), .flush]).count == 5)
  }

  @Test("Of more than five: all that was possible before, every prefix, each alone, all but one")
  func manyWrites() throws {
    let images = try images((0..<8).map { .write($0) })
    #expect(images.count == 32 + 3 + 3 + 7)
    #expect(images.contains { $0.kept == [7] })
    #expect(images.contains { $0.kept == [1, 2, 3, 4, 5, 6, 7] })
  }

  @Test("Of a write of several sectors also its beginning, after those before it")
  func tornWrites() throws {
    let two = try images([.write(0), .write(1, byteCount: 1024)])
    #expect(two.count == 5)
    #expect(two.contains { $0.kept == [0] && $0.torn == TornWrite(entry: 1, byteCount: 512) })
    let eight = try images([.write(0, byteCount: 4096)])
    #expect(eight.compactMap(\.torn?.byteCount) == [512, 2048, 3584])
  }

  @Test("The same content is one image, at all moments at which it may be found")
  func sameContent() throws {
    // A verb begins before the first write and returns after the flush.
    let images = try images([.write(0), .flush, .write(1)], events: [0, 2])
    let flushed = try #require(images.first { $0.kept == [0] })
    #expect(images.count == 3)
    #expect(flushed.moments == [1, 2])
    #expect(images.first { $0.kept.isEmpty }?.moments == [0, 1])
    #expect(images.first { $0.kept == [2] }?.moments == [2])
  }

  @Test("A content is read back as it was stored, and is told by its hash")
  func contents() throws {
    var content = try disk()
    let empty = content.hash
    content.write([1, 2, 3], at: Self.page - 1)
    let folder = try TemporaryDirectory()
    try content.store(to: folder.path("image"))
    let stored = try Data(contentsOf: URL(fileURLWithPath: folder.path("image")))
    #expect(stored.count == 64 * Self.page)
    #expect(stored[Self.page - 2..<Self.page + 3] == Data([0, 1, 2, 3, 0]))
    #expect(try DiskContent(path: folder.path("image")).hash == content.hash)
    #expect(content.hash != empty)
    content.write([0, 0, 0], at: Self.page - 1)
    #expect(content.hash == empty)
  }
}
