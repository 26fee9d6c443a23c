internal import CFileSessions

/// `/proc/locks`: who holds an flock or a POSIX lock. It knows no pid of an OFD lock, and none of another pid
/// namespace.
enum LockTable {
  /// The pid of a holder; `0` where the table does not tell.
  static func holder(of file: FileStatus) -> CInt {
    // The kernel writes the table in pieces: an entry is missed when others come and go meanwhile.
    for _ in 0..<4 {
      let holder = look(for: file)
      if holder != 0 { return holder }
    }
    return 0
  }

  private static func look(for file: FileStatus) -> CInt {
    var bytes = [UInt8](repeating: 0, count: 64 * 1024)
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe file_sessions_read_path("/proc/locks", $0.baseAddress, $0.count)
    }
    guard count > 0 else { return 0 }
    for line in bytes[..<Int(count)].split(separator: UInt8(ascii: "\n")) {
      // "1: FLOCK  ADVISORY  WRITE 4321 fe:01:131090 0 EOF"; a waiter has "->" behind the number.
      let words = line.split(separator: UInt8(ascii: " "))
      guard words.count >= 8, words[1].elementsEqual("FLOCK".utf8) || words[1].elementsEqual("POSIX".utf8) else {
        continue
      }
      let identity = words[5].split(separator: UInt8(ascii: ":"))
      guard identity.count == 3, number(identity[2], radix: 10) == file.inode,
        let major = number(identity[0], radix: 16), let minor = number(identity[1], radix: 16),
        isDevice(file.device, major, minor), let pid = number(words[4], radix: 10)
      else { continue }
      return CInt(truncatingIfNeeded: pid)
    }
    return 0
  }

  private static func number(_ text: ArraySlice<UInt8>, radix: Int) -> UInt64? {
    UInt64(String(decoding: text, as: UTF8.self), radix: radix)
  }

  /// The encoding of a device number in `st_dev` (glibc's `makedev`): 12 + 20 bits of major, 8 + 24 of minor.
  private static func isDevice(_ device: UInt64, _ major: UInt64, _ minor: UInt64) -> Bool {
    let deviceMajor = (device >> 8) & 0xfff | (device >> 32) & 0xffff_f000
    let deviceMinor = device & 0xff | (device >> 12) & 0xffff_ff00
    return deviceMajor == major && deviceMinor == minor
  }
}
