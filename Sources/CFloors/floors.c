#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
// Files over 2 GiB on 32-bit systems.
#define _FILE_OFFSET_BITS 64

#include "CFileSessionsFloors.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

static int file_sessions_floor_open_flags(int flags) {
  int native = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  switch (flags & (FILE_SESSIONS_FLOOR_OPEN_READ | FILE_SESSIONS_FLOOR_OPEN_WRITE)) {
    case FILE_SESSIONS_FLOOR_OPEN_READ | FILE_SESSIONS_FLOOR_OPEN_WRITE: native |= O_RDWR; break;
    case FILE_SESSIONS_FLOOR_OPEN_WRITE: native |= O_WRONLY; break;
    default: native |= O_RDONLY; break;
  }
  if (flags & FILE_SESSIONS_FLOOR_OPEN_CREATE) native |= O_CREAT;
  if (flags & FILE_SESSIONS_FLOOR_OPEN_EXCLUSIVE_CREATE) native |= O_CREAT | O_EXCL;
  if (flags & FILE_SESSIONS_FLOOR_OPEN_TRUNCATE) native |= O_TRUNC;
#if defined(O_EXLOCK) && defined(O_SHLOCK)
  if (flags & FILE_SESSIONS_FLOOR_OPEN_SHARED_LOCK) native |= O_SHLOCK;
  if (flags & FILE_SESSIONS_FLOOR_OPEN_EXCLUSIVE_LOCK) native |= O_EXLOCK;
#endif
  return native;
}

static int file_sessions_floor_flock_operation(int flags) {
  switch (flags) {
    case FILE_SESSIONS_FLOOR_LOCK_SHARED: return LOCK_SH | LOCK_NB;
    case FILE_SESSIONS_FLOOR_LOCK_EXCLUSIVE: return LOCK_EX | LOCK_NB;
    default: return LOCK_UN;
  }
}

static int file_sessions_floor_range_type(int flags) {
  switch (flags) {
    case FILE_SESSIONS_FLOOR_LOCK_SHARED: return F_RDLCK;
    case FILE_SESSIONS_FLOOR_LOCK_EXCLUSIVE: return F_WRLCK;
    default: return F_UNLCK;
  }
}

// What the system calls take for the flags of a call.
static int file_sessions_floor_native(const file_sessions_floor_call *call) {
  switch (call->kind) {
    case FILE_SESSIONS_FLOOR_OPEN: return file_sessions_floor_open_flags(call->flags);
    case FILE_SESSIONS_FLOOR_FLOCK: return file_sessions_floor_flock_operation(call->flags);
    case FILE_SESSIONS_FLOOR_OFD_LOCK:
    case FILE_SESSIONS_FLOOR_POSIX_LOCK: return file_sessions_floor_range_type(call->flags);
    default: return call->flags;
  }
}

static int file_sessions_floor_rename(int directory, const char *from, const char *to, int how) {
  if (how == FILE_SESSIONS_FLOOR_RENAME_REPLACE) return renameat(directory, from, directory, to);
#if defined(__linux__) && defined(SYS_renameat2)
  // RENAME_NOREPLACE is 1, RENAME_EXCHANGE 2; older headers of libc lack the names.
  return (int)syscall(SYS_renameat2, directory, from, directory, to, (unsigned)how);
#elif defined(__APPLE__)
  return renameatx_np(
      directory, from, directory, to, how == FILE_SESSIONS_FLOOR_RENAME_EXCHANGE ? RENAME_SWAP : RENAME_EXCL);
#else
  errno = ENOSYS;
  return -1;
#endif
}

static int file_sessions_floor_range(int descriptor, int command, short type, int64_t start, int64_t length) {
  struct flock range = {.l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)start, .l_len = (off_t)length};
  return fcntl(descriptor, command, &range);
}

static int64_t file_sessions_floor_repeat(
    const file_sessions_floor_call *calls, size_t count, const int *native, int *opened, int directory,
    const char *text, const uint8_t *bytes, uint8_t *room, int64_t repetitions) {
  struct stat status;
  while (repetitions-- > 0) {
    for (size_t index = 0; index < count; index++) {
      const file_sessions_floor_call *call = &calls[index];
      int file = opened[call->opener];
      const char *name = text + call->name;
      int64_t answer = 0;
      switch (call->kind) {
        case FILE_SESSIONS_FLOOR_OPEN:
          answer = opened[index] = openat(directory, name, native[index], 0600);
          if (answer > 0) answer = 0;
          break;
        case FILE_SESSIONS_FLOOR_HOLD: break;
        case FILE_SESSIONS_FLOOR_CLOSE: answer = close(file); break;
        case FILE_SESSIONS_FLOOR_READ: answer = pread(file, room, (size_t)call->count, call->offset); break;
        case FILE_SESSIONS_FLOOR_WRITE:
          answer = pwrite(file, bytes + call->bytes, (size_t)call->count, call->offset);
          break;
        case FILE_SESSIONS_FLOOR_TRUNCATE: answer = ftruncate(file, call->count); break;
#if defined(__APPLE__)
        case FILE_SESSIONS_FLOOR_SYNCHRONIZE_DATA:
        case FILE_SESSIONS_FLOOR_SYNCHRONIZE: answer = fcntl(file, F_FULLFSYNC); break;
#else
        case FILE_SESSIONS_FLOOR_SYNCHRONIZE_DATA: answer = fdatasync(file); break;
        case FILE_SESSIONS_FLOOR_SYNCHRONIZE: answer = fsync(file); break;
#endif
        case FILE_SESSIONS_FLOOR_STATUS_OF: answer = fstat(file, &status); break;
        case FILE_SESSIONS_FLOOR_STATUS_AT: answer = fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW); break;
        case FILE_SESSIONS_FLOOR_RENAME:
          answer = file_sessions_floor_rename(directory, name, text + call->new_name, native[index]);
          break;
        case FILE_SESSIONS_FLOOR_LINK: answer = linkat(directory, name, directory, text + call->new_name, 0); break;
        case FILE_SESSIONS_FLOOR_UNLINK: answer = unlinkat(directory, name, 0); break;
        case FILE_SESSIONS_FLOOR_FLOCK: answer = flock(file, native[index]); break;
#ifdef F_OFD_SETLK
        case FILE_SESSIONS_FLOOR_OFD_LOCK:
          answer = file_sessions_floor_range(file, F_OFD_SETLK, (short)native[index], call->offset, call->count);
          break;
#endif
        case FILE_SESSIONS_FLOOR_POSIX_LOCK:
          answer = file_sessions_floor_range(file, F_SETLK, (short)native[index], call->offset, call->count);
          break;
        default: return (int64_t)index;
      }
      if (answer == -1) answer = -errno;
      if (answer != call->answer) return (int64_t)index;
    }
  }
  return -1;
}

int64_t file_sessions_floor_run(
    const file_sessions_floor_call *calls, size_t count, int directory, const char *text, const uint8_t *bytes,
    uint8_t *room, int64_t repetitions) {
  // One more in front, so that an opener of -1 is the directory.
  int table[FILE_SESSIONS_FLOOR_LIMIT + 1];
  int *opened = table + 1;
  table[0] = directory;
  int native[FILE_SESSIONS_FLOOR_LIMIT];
  if (count > FILE_SESSIONS_FLOOR_LIMIT) return FILE_SESSIONS_FLOOR_LIMIT;
  for (size_t index = 0; index < count; index++) native[index] = file_sessions_floor_native(&calls[index]);
  for (size_t index = 0; index < count; index++) {
    if (calls[index].kind != FILE_SESSIONS_FLOOR_HOLD) continue;
    opened[index] = openat(directory, text + calls[index].name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (opened[index] < 0) return (int64_t)index;
  }
  int64_t strange = file_sessions_floor_repeat(calls, count, native, opened, directory, text, bytes, room, repetitions);
  for (size_t index = 0; index < count; index++) {
    if (calls[index].kind == FILE_SESSIONS_FLOOR_HOLD) close(opened[index]);
  }
  return strange;
}
