#include "private.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

#if defined(O_EXLOCK) && defined(O_SHLOCK)
const int file_sessions_has_open_lock = 1;
#else
const int file_sessions_has_open_lock = 0;
#endif

// A program that was started with standard error closed gets its number with the next open(2), and then writes its log
// over what was opened. So the standard numbers are filled when a directory is opened; and where one of them is closed later,
// what gets it is moved up, and /dev/null takes its place in one step. (That drops a POSIX lock which the process has on
// the very file.)
static void file_sessions_fill_standard(void) {
  for (int number = 0; number <= 2; number++) {
    if (fcntl(number, F_GETFD) == -1 && errno == EBADF && open("/dev/null", O_RDWR) == -1) return;
  }
}

int file_sessions_above_standard(int descriptor) {
  if (descriptor < 0 || descriptor > 2) return descriptor;
  int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  int error = errno;
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0 || dup2(null, descriptor) < 0) close(descriptor);
  if (null > 2) close(null);
  errno = error;
  return moved;
}

int file_sessions_open(int directory, const char *name, int flags, unsigned mode) {
  int native = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  switch (flags & (FILE_SESSIONS_OPEN_READ | FILE_SESSIONS_OPEN_WRITE)) {
    case FILE_SESSIONS_OPEN_READ | FILE_SESSIONS_OPEN_WRITE: native |= O_RDWR; break;
    case FILE_SESSIONS_OPEN_WRITE: native |= O_WRONLY; break;
    default: native |= O_RDONLY; break;
  }
  if (flags & FILE_SESSIONS_OPEN_CREATE) native |= O_CREAT;
  if (flags & FILE_SESSIONS_OPEN_EXCLUSIVE_CREATE) native |= O_CREAT | O_EXCL;
  if (flags & FILE_SESSIONS_OPEN_TRUNCATE) native |= O_TRUNC;
#if defined(O_EXLOCK) && defined(O_SHLOCK)
  if (flags & FILE_SESSIONS_OPEN_SHARED_LOCK) native |= O_SHLOCK;
  if (flags & FILE_SESSIONS_OPEN_EXCLUSIVE_LOCK) native |= O_EXLOCK;
#else
  if (flags & (FILE_SESSIONS_OPEN_SHARED_LOCK | FILE_SESSIONS_OPEN_EXCLUSIVE_LOCK)) return -ENOSYS;
#endif
  return OR_ERROR(file_sessions_above_standard(openat(directory, name, native, (mode_t)mode)));
}

int file_sessions_access(int descriptor) {
  int flags = fcntl(descriptor, F_GETFL);
  return flags < 0 ? -errno : (flags & O_ACCMODE) == O_RDONLY ? 0 : (flags & O_ACCMODE) == O_WRONLY ? 1 : 2;
}

int file_sessions_set_mode_of_path(const char *path, unsigned mode) { return OR_ERROR(chmod(path, (mode_t)mode)); }

int file_sessions_set_mode(int descriptor, unsigned mode) {
  struct stat native;
  // A look costs less than a change, which is hardly ever due.
  if (fstat(descriptor, &native) == 0 && (native.st_mode & 0777) == mode) return 0;
  return OR_ERROR(fchmod(descriptor, (mode_t)mode));
}

int file_sessions_open_directory(const char *path) {
  file_sessions_fill_standard();
  return OR_ERROR(file_sessions_above_standard(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
}

int file_sessions_synchronize_parent(int directory) {
  int parent = file_sessions_above_standard(openat(directory, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent < 0) return -errno;
  int result = file_sessions_synchronize(parent);
  close(parent);
  return result;
}

int file_sessions_make_directory(const char *path, unsigned mode) {
  return OR_ERROR(mkdir(path, (mode_t)mode));
}

// Never repeated after EINTR: on Linux the descriptor is gone by then, and may already be another's.
int file_sessions_close(int descriptor) { return OR_ERROR(close(descriptor)); }

int64_t file_sessions_read(int descriptor, void *bytes, size_t count, int64_t offset) {
  return OR_ERROR(pread(descriptor, bytes, count, (off_t)offset));
}

int64_t file_sessions_write(int descriptor, const void *bytes, size_t count, int64_t offset) {
  return OR_ERROR(pwrite(descriptor, bytes, count, (off_t)offset));
}

int file_sessions_truncate(int descriptor, int64_t length) {
  return OR_ERROR(ftruncate(descriptor, (off_t)length));
}

int file_sessions_synchronize_data(int descriptor) {
#if defined(__APPLE__)
  return OR_ERROR(fcntl(descriptor, F_FULLFSYNC));
#else
  return OR_ERROR(fdatasync(descriptor));
#endif
}

int file_sessions_synchronize(int descriptor) {
#if defined(__APPLE__)
  return OR_ERROR(fcntl(descriptor, F_FULLFSYNC));
#else
  return OR_ERROR(fsync(descriptor));
#endif
}

static void file_sessions_fill(file_sessions_status *status, const struct stat *native) {
  status->device = (uint64_t)native->st_dev;
  status->inode = (uint64_t)native->st_ino;
  status->links = (uint64_t)native->st_nlink;
  status->size = (int64_t)native->st_size;
  status->blocks = (int64_t)native->st_blocks;
#if defined(__APPLE__)
  status->modified = (int64_t)native->st_mtimespec.tv_sec * 1000000000 + native->st_mtimespec.tv_nsec;
#else
  status->modified = (int64_t)native->st_mtim.tv_sec * 1000000000 + native->st_mtim.tv_nsec;
#endif
  status->owner = (uint32_t)native->st_uid;
  status->permissions = (uint32_t)native->st_mode & 07777;
  status->kind = S_ISREG(native->st_mode)   ? FILE_SESSIONS_KIND_REGULAR
                 : S_ISDIR(native->st_mode) ? FILE_SESSIONS_KIND_DIRECTORY
                 : S_ISLNK(native->st_mode) ? FILE_SESSIONS_KIND_SYMBOLIC_LINK
                                            : FILE_SESSIONS_KIND_OTHER;
}

int file_sessions_status_of(int descriptor, file_sessions_status *status) {
  struct stat native;
  if (fstat(descriptor, &native) != 0) return -errno;
  file_sessions_fill(status, &native);
  return 0;
}

int file_sessions_status_of_path(const char *path, file_sessions_status *status) {
  struct stat native;
  if (stat(path, &native) != 0) return -errno;
  file_sessions_fill(status, &native);
  return 0;
}

int file_sessions_status_at(int directory, const char *name, file_sessions_status *status) {
  struct stat native;
  if (fstatat(directory, name, &native, AT_SYMLINK_NOFOLLOW) != 0) return -errno;
  file_sessions_fill(status, &native);
  return 0;
}

int file_sessions_rename(int directory, const char *from, const char *to, int how) {
  if (how == FILE_SESSIONS_RENAME_REPLACE) return OR_ERROR(renameat(directory, from, directory, to));
#if defined(__linux__) && defined(SYS_renameat2)
  // The numbers of RENAME_NOREPLACE and RENAME_EXCHANGE, which older libc headers lack.
  unsigned native = how == FILE_SESSIONS_RENAME_EXCHANGE ? 2u : 1u;
  return (int)OR_ERROR(syscall(SYS_renameat2, directory, from, directory, to, native));
#elif defined(__APPLE__)
  unsigned native = how == FILE_SESSIONS_RENAME_EXCHANGE ? RENAME_SWAP : RENAME_EXCL;
  return OR_ERROR(renameatx_np(directory, from, directory, to, native));
#else
  return -ENOSYS;
#endif
}

int file_sessions_link(int directory, const char *from, const char *to) {
  return OR_ERROR(linkat(directory, from, directory, to, 0));
}

int file_sessions_unlink(int directory, const char *name) { return OR_ERROR(unlinkat(directory, name, 0)); }

struct file_sessions_directory {
  DIR *stream;
};

int file_sessions_directory_open(int directory, file_sessions_directory **cursor) {
  int descriptor = file_sessions_above_standard(openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor < 0) return -errno;
  struct file_sessions_directory *made = malloc(sizeof *made);
  if (!made) {
    close(descriptor);
    return -ENOMEM;
  }
  made->stream = fdopendir(descriptor);
  if (!made->stream) {
    int error = errno;
    close(descriptor);
    free(made);
    return -error;
  }
  *cursor = made;
  return 0;
}

int file_sessions_directory_next(file_sessions_directory *cursor, char *name, size_t capacity) {
  errno = 0;
  struct dirent *entry = readdir(cursor->stream);
  if (!entry) return -errno;  // 0 at the end
  size_t length = strlen(entry->d_name);
  if (length >= capacity) return -ENAMETOOLONG;
  memcpy(name, entry->d_name, length + 1);
  return (int)length;
}

void file_sessions_directory_close(file_sessions_directory *cursor) {
  closedir(cursor->stream);
  free(cursor);
}
