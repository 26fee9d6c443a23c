#ifndef C_FILE_SESSIONS_FLOORS_H
#define C_FILE_SESSIONS_FLOORS_H

// What an operation costs at the least: its system calls, and nothing but them.
//
// A floor is a list of calls that was prepared beforehand, one for each call of a recorded operation. Names, flags,
// sizes and buffers are all there, so running it allocates, hashes, checks and formats nothing. That it makes exactly
// the recorded calls holds by construction, for every strategy alike.
//
// The list is interpreted: one `switch` per call and one comparison of its answer, two nanoseconds before a system call
// of a hundred at the least (fstat) and three hundred mostly. Two runs of the same floor differ by more.
//
// Left out is what costs no system call: the clock (the vDSO answers it), the fork count, turns within the
// process. Left out as well are random numbers: strategies without a lock draw one for the name of a temporary file,
// and the list repeats the recorded name, which each rename takes away.

#include <stddef.h>
#include <stdint.h>

typedef enum {
  FILE_SESSIONS_FLOOR_OPEN,
  FILE_SESSIONS_FLOOR_CLOSE,
  FILE_SESSIONS_FLOOR_READ,
  FILE_SESSIONS_FLOOR_WRITE,
  FILE_SESSIONS_FLOOR_TRUNCATE,
  FILE_SESSIONS_FLOOR_SYNCHRONIZE_DATA,
  FILE_SESSIONS_FLOOR_SYNCHRONIZE,
  FILE_SESSIONS_FLOOR_STATUS_OF,
  FILE_SESSIONS_FLOOR_STATUS_AT,
  FILE_SESSIONS_FLOOR_RENAME,
  FILE_SESSIONS_FLOOR_LINK,
  FILE_SESSIONS_FLOOR_UNLINK,
  FILE_SESSIONS_FLOOR_FLOCK,
  FILE_SESSIONS_FLOOR_OFD_LOCK,
  FILE_SESSIONS_FLOOR_POSIX_LOCK,
  // A file that the operation found open: opened once, before the first repetition.
  FILE_SESSIONS_FLOOR_HOLD,
} file_sessions_floor_kind;

// What `flags` says, by kind. Numbers of this file's own, so that a list can be compared on every system.
enum {
  FILE_SESSIONS_FLOOR_OPEN_READ = 1 << 0,
  FILE_SESSIONS_FLOOR_OPEN_WRITE = 1 << 1,
  FILE_SESSIONS_FLOOR_OPEN_CREATE = 1 << 2,
  FILE_SESSIONS_FLOOR_OPEN_EXCLUSIVE_CREATE = 1 << 3,
  FILE_SESSIONS_FLOOR_OPEN_TRUNCATE = 1 << 4,
  FILE_SESSIONS_FLOOR_OPEN_SHARED_LOCK = 1 << 5,     // only where open(2) can lock
  FILE_SESSIONS_FLOOR_OPEN_EXCLUSIVE_LOCK = 1 << 6,  // only where open(2) can lock

  FILE_SESSIONS_FLOOR_LOCK_SHARED = 0,
  FILE_SESSIONS_FLOOR_LOCK_EXCLUSIVE = 1,
  FILE_SESSIONS_FLOOR_LOCK_RELEASE = 2,

  FILE_SESSIONS_FLOOR_RENAME_REPLACE = 0,
  FILE_SESSIONS_FLOOR_RENAME_NO_REPLACE = 1,
  FILE_SESSIONS_FLOOR_RENAME_EXCHANGE = 2,
};

typedef struct {
  file_sessions_floor_kind kind;
  int32_t flags;
  // Which call of the list opened the file; -1 stands for the store directory.
  int32_t opener;
  // What it answered when it was recorded: `-errno`, a count, or 0, also for an open that succeeded.
  int32_t answer;
  // Where its names begin in the text, and what it writes in the bytes.
  uint32_t name;
  uint32_t new_name;
  uint32_t bytes;
  // How many bytes, or the length of a locked range.
  int64_t count;
  int64_t offset;
} file_sessions_floor_call;

enum { FILE_SESSIONS_FLOOR_LIMIT = 128 };

// Runs a list of at most FILE_SESSIONS_FLOOR_LIMIT calls, `repetitions` times. Reads go to `room`.
// Returns -1, or the index of the first call that answered otherwise than it did when it was recorded.
int64_t file_sessions_floor_run(
    const file_sessions_floor_call *calls, size_t count, int directory, const char *text, const uint8_t *bytes,
    uint8_t *room, int64_t repetitions);

#endif
