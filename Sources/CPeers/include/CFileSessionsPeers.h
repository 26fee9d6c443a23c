#ifndef C_FILE_SESSIONS_PEERS_H
#define C_FILE_SESSIONS_PEERS_H

// What the library is measured beside: SQLite, LMDB and Redis through their C interfaces, and the bare system calls.
//
// This header names none of theirs, so that it can be read where they are not installed; the files behind it are empty
// unless the package is built with the trait `Peers`.

#include <stddef.h>
#include <stdint.h>

typedef enum {
  FILE_SESSIONS_PEER_SQLITE_OFF,
  FILE_SESSIONS_PEER_SQLITE_NORMAL,
  FILE_SESSIONS_PEER_SQLITE_FULL,
  FILE_SESSIONS_PEER_LMDB_NOSYNC,
  FILE_SESSIONS_PEER_LMDB_NOSYNC_WRITEMAP,
  FILE_SESSIONS_PEER_LMDB_SYNC,
  FILE_SESSIONS_PEER_REDIS,
  FILE_SESSIONS_PEER_FLOOR_OPEN,
  FILE_SESSIONS_PEER_FLOOR_HELD,
  FILE_SESSIONS_PEER_FLOOR_RENAME,
  FILE_SESSIONS_PEER_FLOOR_HELD_DURABLE,
  FILE_SESSIONS_PEER_FLOOR_RENAME_DURABLE,
} file_sessions_peer_kind;

typedef enum {
  FILE_SESSIONS_PEER_LOAD,
  FILE_SESSIONS_PEER_SAVE,
  FILE_SESSIONS_PEER_UPDATE,
  FILE_SESSIONS_PEER_CREATE_DELETE,
} file_sessions_peer_operation;

enum {
  FILE_SESSIONS_PEER_ID_SIZE = 32,
  // The first eight letters of a payload say whose it is, the next eight count its updates, and eight more tell one
  // save from another: SQLite writes nothing where nothing has changed.
  FILE_SESSIONS_PEER_SMALLEST_PAYLOAD = 24,
};

typedef struct file_sessions_peer file_sessions_peer;

// --- what everybody stores alike (payload.c) ---

// The id of session `index`: 32 bytes that no two indices share.
void file_sessions_peer_id(uint64_t index, uint8_t *id);
// The payload of session `index`, letters only, so that PHP and Python can hold it as text.
void file_sessions_peer_payload(uint64_t index, uint8_t *bytes, size_t size);
// Makes a payload that of session `index`, with no update counted yet, and different from what `stamp` was before.
void file_sessions_peer_sign(uint64_t index, uint64_t stamp, uint8_t *bytes);
// Counts one update in a payload.
void file_sessions_peer_count(uint8_t *bytes);
// How many updates a payload counts.
uint64_t file_sessions_peer_counted(const uint8_t *bytes);
// Whether these are the bytes of session `index`; `thoroughly` looks at all of them.
int file_sessions_peer_is_payload(uint64_t index, const uint8_t *bytes, size_t length, size_t size, int thoroughly);

// --- a peer (run.c and a file each) ---

// Opens it in a directory that exists; for Redis the directory is the path of its socket. On failure NULL, and a
// message in `message`.
file_sessions_peer *file_sessions_peer_open(
    file_sessions_peer_kind kind, const char *directory, uint64_t sessions, size_t payload, char *message, size_t room);
// The same once more, for another thread: what may be shared is.
file_sessions_peer *file_sessions_peer_clone(file_sessions_peer *peer, char *message, size_t room);
void file_sessions_peer_close(file_sessions_peer *peer);

// Makes sessions `first` to `last`, the last one excluded, in as few transactions as the peer can.
int file_sessions_peer_populate(file_sessions_peer *peer, uint64_t first, uint64_t last);

// Performs an operation `count` times, each on a random session, and checks what it loads. Returns nanoseconds, or
// -1, and then file_sessions_peer_message says why.
int64_t file_sessions_peer_run(
    file_sessions_peer *peer, file_sessions_peer_operation operation, uint64_t count, uint64_t seed);
// How many updates all sessions together count; -1 on failure.
int64_t file_sessions_peer_sum(file_sessions_peer *peer);
const char *file_sessions_peer_message(const file_sessions_peer *peer);

// Which versions of the libraries are linked.
const char *file_sessions_peer_sqlite_version(void);
const char *file_sessions_peer_lmdb_version(void);
const char *file_sessions_peer_hiredis_version(void);

// --- floors that are not verbs (floors.c) ---

// Takes a lock with blocking flock(2), holds it for `hold` nanoseconds of work, gives it back, sleeps for `pause`
// nanoseconds, again and again until the clock shows `end`. Puts the waits into `waits`, at most `room`; returns how many
// locks were granted, or -errno.
int64_t file_sessions_peer_contend(
    const char *path, int64_t hold, int64_t pause, int64_t end, int64_t *waits, int64_t room);
// Holds a shared lock again and again, sleeping meanwhile; puts into `holds` for how long.
int64_t file_sessions_peer_hold_shared(const char *path, int64_t hold, int64_t end, int64_t *holds, int64_t room);
// readdir(3) and fstatat(2) on every entry. Returns how many there are, or -errno.
int64_t file_sessions_peer_scan(const char *directory);
// Works, or pretends to, without giving up the processor.
void file_sessions_peer_spin(int64_t nanoseconds);
// Of this process, in bytes; -1 where the system does not tell.
int64_t file_sessions_peer_resident_bytes(void);

#endif
