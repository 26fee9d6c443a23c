internal import CFileSessions

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The error numbers that the store tells apart. They differ between systems, hence not literals.
package enum Errno {
  package static let notPermitted = EPERM
  package static let noEntry = ENOENT
  package static let interrupted = EINTR
  package static let inputOutput = EIO
  package static let wouldBlock = EWOULDBLOCK
  package static let accessDenied = EACCES
  package static let exists = EEXIST
  package static let notDirectory = ENOTDIR
  package static let isDirectory = EISDIR
  package static let invalid = EINVAL
  package static let processFiles = EMFILE
  package static let systemFiles = ENFILE
  package static let fileTooBig = EFBIG
  package static let noSpace = ENOSPC
  package static let noDevice = ENXIO
  package static let readOnly = EROFS
  package static let illegalSeek = ESPIPE
  package static let linkLoop = ELOOP
  package static let noLocks = ENOLCK
  package static let notImplemented = ENOSYS
  package static let notSupported = EOPNOTSUPP
  /// What Darwin answers where Linux answers `notSupported`, which there is another number.
  package static let notSupportedByFile = ENOTSUP
  package static let overQuota = EDQUOT
  package static let stale = ESTALE
  package static let nameTooLong = ENAMETOOLONG

  /// The system's words for an error number.
  package static func text(_ error: CInt) -> String {
    var bytes = InlineArray<128, CChar>(repeating: 0)
    var span = bytes.mutableSpan
    let length = unsafe span.withUnsafeMutableBufferPointer { buffer in
      unsafe Int(file_sessions_error_text(error, buffer.baseAddress, buffer.count))
    }
    var text = ""
    for index in 0..<length { text.unicodeScalars.append(Unicode.Scalar(UInt8(bitPattern: bytes[index]))) }
    return text
  }
}
