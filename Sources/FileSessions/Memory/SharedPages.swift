internal import CFileSessions

/// Part of a store's record file, mapped by every process that has the directory open: memory that they share.
///
/// 1. The file is at least as long as what is mapped, with its blocks allocated, and is never cut: a touch of a page that is
///    no longer there kills the process (SIGBUS).
/// 2. Only on file systems where a write to such a page never asks for space (`FileSystemType.hasStableMappings`).
/// 3. Unmapped with the last reference.
///
/// The words lie in the record's own file, and not in one beside it, so that whoever holds the record's lock and whoever
/// shares the words are the same: nobody can remove the one and leave the other.
@safe final class SharedPages: @unchecked Sendable {
  // @unchecked: the words are atomic; the pointer does not change. @safe: each use of it is within `length`.
  private let pages: UnsafeMutableRawPointer
  private let length: Int

  init(mapping descriptor: CInt, from offset: Int, length: Int) throws(SessionError) {
    var error: CInt = 0
    guard let pages = unsafe file_sessions_map(descriptor, Int64(offset), length, &error) else {
      throw SessionError(
        .unsupported, "this file system cannot share memory between processes", systemCall: "mmap", errno: error)
    }
    unsafe self.pages = pages
    self.length = length
  }

  deinit { _ = unsafe file_sessions_unmap(pages, length) }

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
