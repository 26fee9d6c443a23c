import Glibc

/// What Foundation has no short word for.
enum FileModes {
  static func set(_ mode: Int, of path: String) throws { try check(unsafe chmod(path, mode_t(mode))) }
  static func give(_ path: String, to user: Int) throws { try check(unsafe chown(path, uid_t(user), gid_t(user))) }
  static func makeDirectory(_ path: String, _ mode: Int) throws { try check(unsafe mkdir(path, mode_t(mode))) }
  static func makePipe(_ path: String) throws { try check(unsafe mkfifo(path, 0o600)) }
  static func makeSocket(_ path: String) throws { try check(unsafe mknod(path, S_IFSOCK | 0o600, 0)) }
  /// Of `/dev/null`: major 1, minor 3.
  static func makeDevice(_ path: String) throws { try check(unsafe mknod(path, S_IFCHR | 0o600, 0x103)) }
  static func removeEntry(_ path: String) throws { try check(unsafe remove(path)) }

  /// Whether there is an entry of that name, whatever it is.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
  }

  /// Makes a file as long as the file system permits; returns the error that ended it. Closed on exec: a process that
  /// was started meanwhile would keep the space after the file is removed.
  static func fill(_ path: String) -> CInt {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    for size in [65_536, 4096, 1] {
      let bytes = [UInt8](repeating: 0, count: size)
      while unsafe bytes.withUnsafeBytes({ unsafe write(descriptor, $0.baseAddress, size) }) > 0 {}
    }
    return errno
  }

  static func mountTmpfs(_ path: String, _ options: String) throws {
    try check(unsafe mount("tmpfs", path, "tmpfs", 0, options))
  }

  static func unmount(_ path: String) { unsafe umount2(path, CInt(MNT_DETACH)) }

  struct Failed: Error { let error: CInt }

  private static func check(_ result: CInt) throws { if result != 0 { throw Failed(error: errno) } }
}
