internal import CFileSessions

/// The entries of a store directory.
enum Listing {
  /// Calls `body` with each entry but `.` and `..`, `nil` for a file that is not the store's, until it returns
  /// `false`.
  /// - Returns: `0`, or `-errno` of `opendir(3)` or `readdir(3)`.
  static func each(_ directory: CInt, _ body: (EntryName?) -> Bool) -> CInt {
    var opened: OpaquePointer?
    let result = unsafe file_sessions_directory_open(directory, &opened)
    guard result == 0, let cursor = unsafe opened else { return result }
    defer { unsafe file_sessions_directory_close(cursor) }
    var text = InlineArray<256, UInt8>(repeating: 0)
    while true {
      var span = text.mutableSpan
      let length = unsafe span.withUnsafeMutableBytes { buffer in
        unsafe file_sessions_directory_next(
          cursor, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
      }
      if length == 0 { return 0 }
      if length == -Errno.nameTooLong { continue }
      guard length > 0 else { return length }
      if isSelfOrParent(text, Int(length)) { continue }
      guard body(EntryName(text.span.extracting(first: Int(length)))) else { return 0 }
    }
  }

  private static func isSelfOrParent(_ text: InlineArray<256, UInt8>, _ length: Int) -> Bool {
    let dot = UInt8(ascii: ".")
    return text[0] == dot && (length == 1 || length == 2 && text[1] == dot)
  }
}
