import FileSessions
import Glibc

/// A call of the seam that can fail, without its arguments: one per manual page.
enum CallKind: String, CaseIterable, Sendable {
  case open, close, read, write, truncate, synchronize, statusOf, statusAt, rename, link, unlink, list
  /// `flock(2)`, to lock and to unlock.
  case flock
  /// `fcntl(2)`, to lock, to unlock and to ask who holds a lock.
  case range

  /// Whether it looks for a file by its name, so that ENOENT may be an answer about the session.
  var namesFile: Bool { [.open, .statusAt, .rename, .link, .unlink].contains(self) }

  /// `nil` for what concerns this process alone.
  init?(_ request: SystemRequest) {
    switch request {
    case .open: self = .open
    case .close: self = .close
    case .read: self = .read
    case .write: self = .write
    case .truncate: self = .truncate
    case .synchronize: self = .synchronize
    case .statusOf: self = .statusOf
    case .statusAt: self = .statusAt
    case .rename: self = .rename
    case .link: self = .link
    case .unlink: self = .unlink
    case .list: self = .list
    case .lock(_, let kind, _), .unlock(_, let kind), .holder(_, let kind): self = kind.call == .flock ? .flock : .range
    default: return nil
    }
  }

  /// What a failure of it is reported as.
  var reported: Failure.Call {
    switch self {
    case .open: .open
    case .close: .close
    case .read: .read
    case .write: .write
    case .truncate: .truncate
    case .synchronize: .synchronize
    case .statusOf, .statusAt: .status
    case .rename: .rename
    case .link: .link
    case .unlink: .unlink
    case .list: .listDirectory
    case .flock, .range: .lock
    }
  }
}

extension CallKind {
  /// What its Linux manual page lists, and what every call may answer on a network file system or a bad disk.
  var errors: [CInt] { Array(Set(listed + [EIO, ESTALE])).sorted() }

  /// Those that the engine treats in a way of their own, and two for the others.
  static let toldApart: Set<CInt> = [
    EINTR, ENOENT, EEXIST, EWOULDBLOCK, EACCES, EINVAL, EISDIR, ESPIPE, ELOOP, ENXIO, EROFS, EIO, ENOSPC,
  ]

  private var listed: [CInt] {
    switch self {
    // open(2)
    case .open:
      [
        EACCES, EBADF, EBUSY, EDQUOT, EEXIST, EFAULT, EFBIG, EINTR, EINVAL, EISDIR, ELOOP, EMFILE, ENAMETOOLONG, ENFILE,
        ENODEV, ENOENT, ENOMEM, ENOSPC, ENOTDIR, ENXIO, EOPNOTSUPP, EOVERFLOW, EPERM, EROFS, ETXTBSY, EWOULDBLOCK,
      ]
    // close(2)
    case .close: [EBADF, EINTR, EIO, ENOSPC, EDQUOT]
    // pread(2), which takes them from read(2) and lseek(2)
    case .read: [EAGAIN, EBADF, EFAULT, EINTR, EINVAL, EIO, EISDIR, ENXIO, EOVERFLOW, ESPIPE]
    // pwrite(2), which takes them from write(2) and lseek(2)
    case .write:
      [
        EAGAIN, EBADF, EDESTADDRREQ, EDQUOT, EFAULT, EFBIG, EINTR, EINVAL, EIO, ENOSPC, EPERM, EPIPE, ENXIO, EOVERFLOW,
        ESPIPE,
      ]
    // ftruncate(2); file systems that allocate add the last two
    case .truncate:
      [
        EACCES, EBADF, EFAULT, EFBIG, EINTR, EINVAL, EIO, EISDIR, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR, EPERM, EROFS,
        ETXTBSY, ENOSPC, EDQUOT,
      ]
    // fsync(2)
    case .synchronize: [EBADF, EDQUOT, EINTR, EINVAL, EIO, ENOSPC, EROFS]
    // fstat(2), fstatat(2): one page
    case .statusOf, .statusAt:
      [EACCES, EBADF, EFAULT, EINVAL, ELOOP, ENAMETOOLONG, ENOENT, ENOMEM, ENOTDIR, EOVERFLOW]
    // rename(2); ENOSYS and EOPNOTSUPP of kernels and file systems without renameat2(2)
    case .rename:
      [
        EACCES, EBADF, EBUSY, EDQUOT, EEXIST, EFAULT, EINVAL, EISDIR, ELOOP, EMLINK, ENAMETOOLONG, ENOENT, ENOMEM,
        ENOSPC, ENOTDIR, ENOTEMPTY, EPERM, EROFS, EXDEV, ENOSYS, EOPNOTSUPP,
      ]
    // link(2)
    case .link:
      [
        EACCES, EBADF, EDQUOT, EEXIST, EFAULT, EINVAL, EIO, ELOOP, EMLINK, ENAMETOOLONG, ENOENT, ENOMEM, ENOSPC,
        ENOTDIR, EPERM, EROFS, EXDEV,
      ]
    // unlink(2)
    case .unlink:
      [
        EACCES, EBADF, EBUSY, EFAULT, EINVAL, EIO, EISDIR, ELOOP, ENAMETOOLONG, ENOENT, ENOMEM, ENOTDIR, EPERM, EROFS,
      ]
    // opendir(3) and getdents64(2)
    case .list: [EACCES, EBADF, EFAULT, EINVAL, EMFILE, ENFILE, ENOENT, ENOMEM, ENOTDIR]
    // flock(2)
    case .flock: [EBADF, EINTR, EINVAL, ENOLCK, EWOULDBLOCK]
    // fcntl(2), F_OFD_SETLK, F_SETLK and F_GETLK
    case .range: [EACCES, EAGAIN, EBADF, EDEADLK, EFAULT, EINTR, EINVAL, ENOLCK, EOVERFLOW, EPERM]
    }
  }
}
