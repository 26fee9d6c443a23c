// Thread sanitizer does not see `Synchronization.Mutex` on Linux, whose futex calls lie in a library that is not
// instrumented: it takes every access inside `withLock` for a race. In a build for it (FILE_SESSIONS_SANITIZER=thread,
// see Package.swift) this one goes by that name, over a lock of libc, which the sanitizer knows.
#if FILE_SESSIONS_THREAD_SANITIZER
internal import Glibc

/// `Synchronization.Mutex`, as far as this package uses it.
@safe package struct SanitizedMutex<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
  // @unchecked: the value is touched under the lock alone. @safe: both pointers live as long as this value.
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let value: UnsafeMutablePointer<Value>

  package init(_ initialValue: consuming sending Value) {
    unsafe lock = .allocate(capacity: 1)
    unsafe value = .allocate(capacity: 1)
    guard unsafe pthread_mutex_init(lock, nil) == 0 else { fatalError("no mutex can be made") }
    unsafe value.initialize(to: initialValue)
  }

  deinit {
    unsafe pthread_mutex_destroy(lock)
    unsafe lock.deallocate()
    unsafe value.deinitialize(count: 1)
    unsafe value.deallocate()
  }

  package borrowing func withLock<Result: ~Copyable, Thrown: Error>(
    _ body: (inout sending Value) throws(Thrown) -> sending Result
  ) throws(Thrown) -> sending Result {
    unsafe pthread_mutex_lock(lock)
    defer { unsafe pthread_mutex_unlock(lock) }
    return try unsafe body(&value.pointee)
  }

  package borrowing func withLockIfAvailable<Result: ~Copyable, Thrown: Error>(
    _ body: (inout sending Value) throws(Thrown) -> sending Result
  ) throws(Thrown) -> sending Result? {
    guard unsafe pthread_mutex_trylock(lock) == 0 else { return nil }
    defer { unsafe pthread_mutex_unlock(lock) }
    return try unsafe body(&value.pointee)
  }
}
#endif
