internal import CFileSessions

/// Memory that the processes of a directory share: a segment that no disk backs, or part of the store's record file.
///
/// Of a file,
///
/// 1. the file is at least as long as what is mapped, with its blocks allocated, and is never cut: a touch of a page
///    that is no longer there kills the process (SIGBUS).
/// 2. Only on file systems where a write to such a page never asks for space (`FileSystemType.hasStableMappings`).
/// 3. The words lie in the record's own file, and not in one beside it, so that those who hold the record's lock and
///    those who share the words are the same: nobody can remove the one and leave the other.
///
/// What is only a hint lies in a segment, and can harm nobody.
@safe final class SharedPages: @unchecked Sendable {
  // @unchecked: the words are atomic; the pointer does not change. @safe: each use of it is within `length`.
  private let pages: UnsafeMutableRawPointer
  private let length: Int
  /// `nil` for part of a file.
  private let segment: CInt?

  /// Whether anybody else has it, as far as the system tells.
  var isShared: Bool { segment.map { file_sessions_segment_users($0) != 1 } ?? true }

  /// A segment of this process's own making.
  /// - Returns: also the number by which others attach it; `nil` where the system refuses one.
  static func made(length: Int) -> (pages: SharedPages, segment: CInt)? {
    var segment: CInt = 0
    guard let pages = unsafe file_sessions_make_segment(length, &segment) else { return nil }
    return (unsafe SharedPages(pages, length, segment), segment)
  }

  /// Another process's segment; `nil` where it is gone.
  static func attached(_ segment: CInt, length: Int) -> SharedPages? {
    guard let pages = unsafe file_sessions_attach_segment(segment, length) else { return nil }
    return unsafe SharedPages(pages, length, segment)
  }

  private init(_ pages: UnsafeMutableRawPointer, _ length: Int, _ segment: CInt) {
    unsafe self.pages = pages
    self.length = length
    self.segment = segment
  }

  init(mapping descriptor: CInt, from offset: Int, length: Int) throws(SessionError) {
    var error: CInt = 0
    guard let pages = unsafe file_sessions_map(descriptor, Int64(offset), length, &error) else {
      throw SessionError(
        .unsupported, "this file system cannot share memory between processes", systemCall: "mmap", errno: error)
    }
    assert(Self.size(of: descriptor) >= Int64(offset + length), "the file is as long as what is mapped")
    unsafe self.pages = pages
    self.length = length
    segment = nil
  }

  private static func size(of descriptor: CInt) -> Int64 {
    var status = file_sessions_status()
    return unsafe file_sessions_status_of(descriptor, &status) == 0 ? status.size : 0
  }

  deinit {
    if segment != nil {
      _ = unsafe file_sessions_detach_segment(pages)
    } else {
      _ = unsafe file_sessions_unmap(pages, length)
    }
  }

  // MARK: - Words of 64 bits

  func word(_ index: Int) -> UInt64 {
    precondition(index >= 0 && index < length / 8)
    return unsafe file_sessions_word_load(pages, index)
  }

  /// Changes a word in one step.
  func change(_ index: Int, _ next: (UInt64) -> UInt64) {
    var found = word(index)
    while unsafe file_sessions_word_exchange(pages, index, &found, next(found)) == 0 {}
  }

  // MARK: - Words of 32 bits

  func half(_ index: Int) -> UInt32 {
    precondition(index >= 0 && index < length / 4)
    return unsafe file_sessions_half_load(pages, index)
  }

  func setHalf(_ index: Int, to value: UInt32) {
    precondition(index >= 0 && index < length / 4)
    unsafe file_sessions_half_store(pages, index, value)
  }

  @discardableResult
  func addToHalf(_ index: Int) -> UInt32 {
    precondition(index >= 0 && index < length / 4)
    return unsafe file_sessions_half_add(pages, index, 1)
  }

  /// Sleeps until `wake` is called on that word, unless its value is no longer `expected`.
  func wait(on index: Int, whileEqualTo expected: UInt32, nanoseconds: Int64) {
    precondition(index >= 0 && index < length / 4)
    _ = unsafe file_sessions_half_wait(pages, index, expected, nanoseconds)
  }

  func wake(on index: Int, count: CInt) {
    precondition(index >= 0 && index < length / 4)
    _ = unsafe file_sessions_half_wake(pages, index, count)
  }
}
