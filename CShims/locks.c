#include "private.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

int file_sessions_flock_shared(int descriptor) { return OR_ERROR(flock(descriptor, LOCK_SH | LOCK_NB)); }
int file_sessions_flock_exclusive(int descriptor) { return OR_ERROR(flock(descriptor, LOCK_EX | LOCK_NB)); }
int file_sessions_flock_release(int descriptor) { return OR_ERROR(flock(descriptor, LOCK_UN)); }

// l_pid has to be 0 for the OFD commands (fcntl(2), EINVAL otherwise); the initialiser sees to it.
static struct flock file_sessions_range(short type, int64_t start, int64_t length) {
  return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)start, .l_len = (off_t)length};
}

int file_sessions_ofd_lock(int descriptor, int exclusive, int64_t start, int64_t length) {
#ifdef F_OFD_SETLK
  struct flock range = file_sessions_range(exclusive ? F_WRLCK : F_RDLCK, start, length);
  return OR_ERROR(fcntl(descriptor, F_OFD_SETLK, &range));
#else
  (void)descriptor, (void)exclusive, (void)start, (void)length;
  return -ENOSYS;
#endif
}

int file_sessions_ofd_release(int descriptor, int64_t start, int64_t length) {
#ifdef F_OFD_SETLK
  struct flock range = file_sessions_range(F_UNLCK, start, length);
  return OR_ERROR(fcntl(descriptor, F_OFD_SETLK, &range));
#else
  (void)descriptor, (void)start, (void)length;
  return -ENOSYS;
#endif
}

int file_sessions_posix_lock(int descriptor, int exclusive, int64_t start, int64_t length) {
  struct flock range = file_sessions_range(exclusive ? F_WRLCK : F_RDLCK, start, length);
  return OR_ERROR(fcntl(descriptor, F_SETLK, &range));
}

int file_sessions_posix_release(int descriptor, int64_t start, int64_t length) {
  struct flock range = file_sessions_range(F_UNLCK, start, length);
  return OR_ERROR(fcntl(descriptor, F_SETLK, &range));
}

int file_sessions_posix_holder(int descriptor, int64_t start, int64_t length) {
  struct flock range = file_sessions_range(F_WRLCK, start, length);
  if (fcntl(descriptor, F_GETLK, &range) != 0) return -errno;
  return range.l_type == F_UNLCK ? 0 : (int)range.l_pid;
}
