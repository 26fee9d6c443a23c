// For thread sanitizer; every other build has the one of `Synchronization`.
#if FILE_SESSIONS_THREAD_SANITIZER
typealias Mutex<Value: ~Copyable> = SanitizedMutex<Value>
#endif
