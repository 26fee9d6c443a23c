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
