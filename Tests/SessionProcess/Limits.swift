#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Limits of the system that a test puts on this process.
enum Limits {
  /// No descriptor is free from now on, or again as many as there were.
  static func setDescriptors(exhausted: Bool) {
    var limit = rlimit()
    unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    // The lowest free number is what dup(2) answers; nothing at or above the limit is given out.
    let free = dup(0)
    close(free)
    limit.rlim_cur = exhausted ? rlim_t(free) : limit.rlim_max
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// So many descriptors, and no more.
  static func setDescriptors(_ count: Int) {
    var limit = rlimit()
    unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = rlim_t(count)
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// No file may become longer; `nil` for as long as the system permits.
  static func setFileSize(_ bytes: Int?) {
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit()
    unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    limit.rlim_cur = bytes.map { rlim_t($0) } ?? limit.rlim_max
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  }

  /// Gives root's rights up for good.
  static func becomeUser(_ number: Int) -> Bool {
    setgid(gid_t(number)) == 0 && setuid(uid_t(number)) == 0
  }
}

extension Limits {
  static func changeDirectory(_ path: String) -> Bool { unsafe chdir(path) == 0 }

  /// As a program is that was started with `2>&-`.
  static func closeStandardError() -> Bool { close(2) == 0 }

  /// What a log line does.
  static func writeToStandardError() {
    let line = [UInt8]("a line of the log, as long as such lines are; and a little longer still".utf8)
    _ = unsafe line.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
  }

  /// The lowest descriptor that leads into a directory, and how many there are.
  static func openDescriptors(in directory: String) -> String {
    var (lowest, count) = (Int.max, 0)
    for number in 0..<1024 {
      var target = [CChar](repeating: 0, count: 1024)
      let length = unsafe readlink("/proc/self/fd/\(number)", &target, target.count)
      guard length > 0 else { continue }
      let path = String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard path.hasPrefix(directory) else { continue }
      (lowest, count) = (min(lowest, number), count + 1)
    }
    return "ok lowest=\(lowest) count=\(count)"
  }

  /// Whether a file is mapped by this process.
  static func isMapped(_ path: String) -> Bool {
    guard let maps = unsafe fopen("/proc/self/maps", "r") else { return false }
    defer { unsafe fclose(maps) }
    var line = [CChar](repeating: 0, count: 4096)
    while unsafe fgets(&line, CInt(line.count), maps) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if text.contains(path) { return true }
    }
    return false
  }
}
