internal import Foundation
internal import Lab

/// What is on a disk: the pages that are not all zeros. A copy costs little, for most of it is shared.
struct DiskContent {
  static var pageSize: Int { 4096 }

  private struct Page {
    var bytes: [UInt8]
    var hash: Int
  }

  private var pages: [Int: Page] = [:]
  private let byteCount: Int
  /// Of all pages together; the same for the same content, in one process.
  private(set) var hash = 0

  /// Reads a file.
  init(path: String) throws {
    let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    byteCount = Int(try handle.seekToEnd())
    try handle.seek(toOffset: 0)
    var place = 0
    while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
      if data.contains(where: { $0 != 0 }) { write([UInt8](data)[...], at: place) }
      place += data.count
    }
  }

  mutating func write(_ bytes: ArraySlice<UInt8>, at offset: Int) {
    var (rest, place) = (bytes, offset)
    while !rest.isEmpty {
      let (number, start) = place.quotientAndRemainder(dividingBy: Self.pageSize)
      let count = min(rest.count, Self.pageSize - start)
      replace(number, start, rest.prefix(count))
      rest = rest.dropFirst(count)
      place += count
    }
  }

  private mutating func replace(_ number: Int, _ start: Int, _ bytes: ArraySlice<UInt8>) {
    var content = Array(bytes)
    if bytes.count < Self.pageSize {
      content = pages[number]?.bytes ?? [UInt8](repeating: 0, count: Self.pageSize)
      content.replaceSubrange(start..<start + bytes.count, with: bytes)
    }
    if let old = pages[number] { hash &-= old.hash }
    guard content.contains(where: { $0 != 0 }) else {
      pages[number] = nil
      return
    }
    var hasher = Hasher()
    hasher.combine(number)
    unsafe content.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    let page = Page(bytes: content, hash: hasher.finalize())
    hash &+= page.hash
    pages[number] = page
  }

  /// Makes a file of it, with holes where there is nothing.
  func store(to path: String) throws {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw LabFailure.environment("\(path) cannot be opened: error \(errno)") }
    defer { _ = Foundation.close(descriptor) }
    guard ftruncate(descriptor, byteCount) == 0 else {
      throw LabFailure.environment("\(path) cannot be given its size: error \(errno)")
    }
    for (number, page) in pages {
      let written = unsafe page.bytes.withUnsafeBytes {
        unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(number * Self.pageSize))
      }
      guard written == page.bytes.count else {
        throw LabFailure.environment("\(path) cannot be written: error \(errno)")
      }
    }
  }
}
