#if FILE_SESSIONS_THREAD_SANITIZER
internal import FileSessions

typealias Mutex<Value: ~Copyable> = SanitizedMutex<Value>
#endif
