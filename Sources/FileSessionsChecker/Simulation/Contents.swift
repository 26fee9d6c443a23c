internal import FileSessions

/// What files hold, as numbers. Number 0 is the empty file.
///
/// Every change is remembered with its result, since an exploration makes the same few changes millions of times.
final class Contents {
  private struct Change: Hashable {
    enum Kind: UInt8 { case slice, overwrite, resize, join }
    var kind: Kind
    var first: UInt32
    var second: UInt32
    var third: UInt32
  }

  private let strings = Interner<[UInt8]>([[]])
  private var counts: [Int] = [0]
  private var known: [Change: UInt32] = [:]

  func number(of bytes: [UInt8]) -> UInt32 {
    let number = strings.number(of: bytes)
    if number == counts.count { counts.append(bytes.count) }
    return UInt32(number)
  }

  func bytes(_ number: UInt32) -> [UInt8] { strings[Int(number)] }

  func count(_ number: UInt32) -> Int { counts[Int(number)] }

  /// The bytes from `start` to `end`, or to the end of the string.
  func slice(_ string: UInt32, from start: Int, to end: Int) -> UInt32 {
    remembered(.slice, string, UInt32(start), UInt32(end)) {
      let bytes = bytes(string)
      return start < bytes.count ? Array(bytes[start..<min(end, bytes.count)]) : []
    }
  }

  /// A file over whose bytes from `offset` on others were written. A gap is filled with zeros.
  func overwriting(_ file: UInt32, with new: UInt32, at offset: Int) -> UInt32 {
    // No bytes make no gap either: pwrite(2) of none changes nothing.
    if new == 0 { return file }
    return remembered(.overwrite, file, new, UInt32(offset)) {
      let new = bytes(new)
      var bytes = bytes(file)
      if bytes.count < offset + new.count { bytes += Array(repeating: 0, count: offset + new.count - bytes.count) }
      bytes.replaceSubrange(offset..<offset + new.count, with: new)
      return bytes
    }
  }

  /// A file cut or filled up with zeros to a length.
  func resized(_ file: UInt32, to count: Int) -> UInt32 {
    remembered(.resize, file, UInt32(count), 0) {
      let bytes = bytes(file)
      return bytes.count >= count ? Array(bytes[..<count]) : bytes + Array(repeating: 0, count: count - bytes.count)
    }
  }

  /// What a file holds where it has grown and nothing was written there: nothing that anybody wrote.
  func garbage(_ count: Int) -> UInt32 { number(of: [UInt8](repeating: 0xa5, count: count)) }

  func joined(_ first: UInt32, _ second: UInt32) -> UInt32 {
    if first == 0 { return second }
    return remembered(.join, first, second, 0) { bytes(first) + bytes(second) }
  }

  private func remembered(
    _ kind: Change.Kind, _ first: UInt32, _ second: UInt32, _ third: UInt32, _ make: () -> [UInt8]
  ) -> UInt32 {
    let change = Change(kind: kind, first: first, second: second, third: third)
    if let result = known[change] { return result }
    let result = number(of: make())
    known[change] = result
    return result
  }
}

/// Values as small numbers: a state that holds numbers alone is copied, compared and hashed as plain memory.
final class Interner<Value: Hashable> {
  private var values: [Value] = []
  private var numbers: [Value: Int] = [:]

  /// - Parameter first: the values that get the numbers from 0 on.
  init(_ first: [Value] = []) { for value in first { _ = number(of: value) } }

  func number(of value: Value) -> Int {
    if let number = numbers[value] { return number }
    values.append(value)
    numbers[value] = values.count - 1
    return values.count - 1
  }

  subscript(number: Int) -> Value { values[number] }
}

/// What a descriptor was opened for. Two bits, so that one fits beside an inode.
struct Access: OptionSet {
  let rawValue: UInt8

  static let read = Access(rawValue: 1)
  static let write = Access(rawValue: 2)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A caller that asks for neither reads, as with the C shim.
  init(_ flags: OpenFlags) {
    self = flags.contains(.write) ? flags.contains(.read) ? [.read, .write] : .write : .read
  }
}
