#ifndef C_FILE_SESSIONS_H
#define C_FILE_SESSIONS_H

// Thin wrappers over the system calls that a session store needs.
//
// Each returns a value >= 0, or -errno that was read inside C, so that nothing between the call and
// the caller can overwrite errno. There is no logic here: what to do with a result is decided in Swift.
// Where a system lacks a call, its wrapper returns -ENOSYS and the store reports the strategy as
// unsupported; nothing is replaced by something weaker.
//
// The GNU-only calls need _GNU_SOURCE, which private.h defines for the .c files: a define in a header would
// change what other modules see of libc.

#include <stddef.h>
#include <stdint.h>

// MARK: - Opening

// What to open a file for. O_CLOEXEC, O_NOFOLLOW, O_NONBLOCK (a FIFO put in place of a session must not
// hang its reader) and O_NOCTTY are always added. No descriptor that a function here returns is one of the standard three.
enum {
  FILE_SESSIONS_OPEN_READ = 1 << 0,
  FILE_SESSIONS_OPEN_WRITE = 1 << 1,
  FILE_SESSIONS_OPEN_CREATE = 1 << 2,
  FILE_SESSIONS_OPEN_EXCLUSIVE_CREATE = 1 << 3,
  FILE_SESSIONS_OPEN_TRUNCATE = 1 << 4,
  FILE_SESSIONS_OPEN_SHARED_LOCK = 1 << 5,     // O_SHLOCK; -ENOSYS where the system has none
  FILE_SESSIONS_OPEN_EXCLUSIVE_LOCK = 1 << 6,  // O_EXLOCK; -ENOSYS where the system has none
};

// 1 where open(2) can take a lock itself (BSD, Darwin), else 0.
extern const int file_sessions_has_open_lock;

int file_sessions_open(int directory, const char *name, int flags, unsigned mode);
int file_sessions_open_directory(const char *path);
// What a descriptor was opened for: 0 for reading, 1 for writing, 2 for both.
int file_sessions_access(int descriptor);
// chmod(2).
int file_sessions_set_mode_of_path(const char *path, unsigned mode);
// fchmod(2), where the mode is another one.
int file_sessions_set_mode(int descriptor, unsigned mode);
int file_sessions_make_directory(const char *path, unsigned mode);
int file_sessions_close(int descriptor);

// MARK: - Contents

int64_t file_sessions_read(int descriptor, void *bytes, size_t count, int64_t offset);
int64_t file_sessions_write(int descriptor, const void *bytes, size_t count, int64_t offset);
int file_sessions_truncate(int descriptor, int64_t length);
// fdatasync where there is one, else fsync; F_FULLFSYNC on Darwin.
int file_sessions_synchronize_data(int descriptor);
int file_sessions_synchronize(int descriptor);
// fsync of the directory that an open directory lies in.
int file_sessions_synchronize_parent(int directory);

// MARK: - Status

typedef struct {
  uint64_t device;
  uint64_t inode;
  uint64_t links;
  int64_t size;
  int64_t blocks;    // of 512 bytes
  int64_t modified;  // nanoseconds since 1970
  uint32_t owner;
  uint32_t permissions;  // the low twelve bits of st_mode
  uint8_t kind;          // one of FILE_SESSIONS_KIND_*
} file_sessions_status;

enum {
  FILE_SESSIONS_KIND_OTHER = 0,
  FILE_SESSIONS_KIND_REGULAR = 1,
  FILE_SESSIONS_KIND_DIRECTORY = 2,
  FILE_SESSIONS_KIND_SYMBOLIC_LINK = 3,
};

int file_sessions_status_of(int descriptor, file_sessions_status *status);
// Follows symbolic links.
int file_sessions_status_of_path(const char *path, file_sessions_status *status);
// Does not follow a symbolic link.
int file_sessions_status_at(int directory, const char *name, file_sessions_status *status);

// MARK: - Names

enum {
  FILE_SESSIONS_RENAME_REPLACE = 0,
  FILE_SESSIONS_RENAME_NO_REPLACE = 1,
  FILE_SESSIONS_RENAME_EXCHANGE = 2,
};

int file_sessions_rename(int directory, const char *from, const char *to, int how);
int file_sessions_link(int directory, const char *from, const char *to);
int file_sessions_unlink(int directory, const char *name);

// Reads directory entries in bounded steps. The directory is opened anew, so that the position is the
// cursor's own.
typedef struct file_sessions_directory file_sessions_directory;
int file_sessions_directory_open(int directory, file_sessions_directory **cursor);
// Writes the next name, NUL-terminated, into `name`; returns its length, 0 at the end, -ENAMETOOLONG
// where it does not fit (the entry is then skipped by the next call).
int file_sessions_directory_next(file_sessions_directory *cursor, char *name, size_t capacity);
void file_sessions_directory_close(file_sessions_directory *cursor);

// MARK: - Locks, never waiting

// flock(2). 0, or -EWOULDBLOCK where another open file description holds a conflicting lock.
int file_sessions_flock_shared(int descriptor);
int file_sessions_flock_exclusive(int descriptor);
int file_sessions_flock_release(int descriptor);

// fcntl(2) record locks on [start, start + length); length 0 means to the end of the file.
// The `ofd` ones belong to the open file description, the `posix` ones to the process.
int file_sessions_ofd_lock(int descriptor, int exclusive, int64_t start, int64_t length);
int file_sessions_ofd_release(int descriptor, int64_t start, int64_t length);
int file_sessions_posix_lock(int descriptor, int exclusive, int64_t start, int64_t length);
int file_sessions_posix_release(int descriptor, int64_t start, int64_t length);
// The process that holds a conflicting posix lock, 0 where there is none, -1 where it is an OFD lock.
int file_sessions_posix_holder(int descriptor, int64_t start, int64_t length);

// MARK: - Shared memory

// Maps part of a file, shared and for writing. NULL, with *error set, where that fails.
void *file_sessions_map(int descriptor, int64_t offset, size_t length, int *error);
int file_sessions_unmap(void *pages, size_t length);

// A segment of shared memory of System V (shmget(2), mode 0600), which goes with the last process that has it attached,
// also where that is killed. No disk backs it, and nobody can shorten it. NULL where the system refuses one.
void *file_sessions_make_segment(size_t length, int *segment);
// Somebody else's, by its number; NULL where there is none of that length and this user.
void *file_sessions_attach_segment(int segment, size_t length);
int file_sessions_detach_segment(void *pages);
// How many times a segment is attached, by all processes together.
int file_sessions_segment_users(int segment);
// In which namespace such numbers mean something; 0 where the system does not tell.
uint64_t file_sessions_segment_namespace(void);

// Words of 64 and of 32 bits in a mapping, by their index; sequentially consistent.
uint64_t file_sessions_word_load(void *pages, size_t index);
// 1 where *expected was there and `desired` is now; else 0, and *expected is what was there.
int file_sessions_word_exchange(void *pages, size_t index, uint64_t *expected, uint64_t desired);
uint32_t file_sessions_half_load(void *pages, size_t index);
void file_sessions_half_store(void *pages, size_t index, uint32_t value);
// The value after the addition.
uint32_t file_sessions_half_add(void *pages, size_t index, uint32_t value);
// futex(2): sleeps until it is woken, at most so long, and not at all where another value is there by now.
// -ENOSYS where the system has none.
int file_sessions_half_wait(void *pages, size_t index, uint32_t expected, int64_t nanoseconds);
int file_sessions_half_wake(void *pages, size_t index, int count);

// MARK: - Process, clocks, randomness

int64_t file_sessions_wall_clock(void);       // CLOCK_REALTIME, nanoseconds since 1970
int64_t file_sessions_monotonic_clock(void);  // CLOCK_MONOTONIC, nanoseconds
// The same as of the last tick of the kernel, a few milliseconds ago at most; costs a few nanoseconds.
int64_t file_sessions_coarse_clock(void);
// getcwd(3). The length of the path.
int file_sessions_working_directory(char *path, size_t capacity);
int file_sessions_random(void *bytes, size_t count);
int file_sessions_process(void);
unsigned file_sessions_user(void);
// How many forks lie between this process and the one that loaded the library; costs no system call.
uint32_t file_sessions_fork_count(void);
// Runs `body` once on a thread of its own, which ends with it. pthread_create(3), detached, with a small stack.
int file_sessions_detach(void (*body)(void *), void *context);
void file_sessions_sleep(int64_t nanoseconds);
// The soft RLIMIT_NOFILE.
int64_t file_sessions_descriptor_limit(void);

// MARK: - File system

// f_type of statfs(2) on Linux, 0 elsewhere.
int64_t file_sessions_file_system(int descriptor);
typedef struct {
  uint64_t bytes;  // for processes without privileges
  uint64_t files;
  int counts_files;  // 0 where the file system makes inodes as it needs them
} file_sessions_room_left;

// fstatvfs(3): what is left on the file system of an open file.
int file_sessions_room(int descriptor, file_sessions_room_left *room);
// The number of the calling error in words, as strerror_r gives it. Returns the length.
int file_sessions_error_text(int error, char *text, size_t capacity);
// Reads a file of /proc or the like from its beginning; returns how many bytes were read.
int64_t file_sessions_read_path(const char *path, void *bytes, size_t capacity);

#endif
