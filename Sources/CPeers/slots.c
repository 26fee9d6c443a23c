#ifdef FILE_SESSIONS_PEERS
#define _GNU_SOURCE

// The floor of the strategy `slots`: its system calls and no more. A file holds two places for a record, written in
// turns; a record is a sequence number and the payload. No digest, no checksum, no deadline, no second look.

#include "peer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

// The last two are the library's, so that a floor reads and writes as many bytes.
enum { SEQUENCE_SIZE = 8, SECTOR = 512, LEAST_SLOT = 2048, RECORD_OVERHEAD = 152 };

typedef struct {
  int directory;
  // By session; -1 where it is not open. NULL where descriptors are not held.
  int *held;
  uint64_t count;
  // Of one place.
  size_t slot;
  uint8_t *both;
} slots_state;

typedef struct {
  uint64_t sequence;
  uint8_t *payload;
  off_t next;
} newest_slot;

static int is_durable(const file_sessions_peer *peer) { return peer->kind == FILE_SESSIONS_PEER_FLOOR_HELD_DURABLE; }

static size_t slot_size(size_t payload) {
  size_t record = payload + RECORD_OVERHEAD;
  size_t slot = (record + record / 4 + SECTOR - 1) / SECTOR * SECTOR;
  return slot < LEAST_SLOT ? LEAST_SLOT : slot;
}

static int open_file(slots_state *state, const uint8_t *id) {
  char name[PEER_NAME_SIZE];
  peer_name(id, name);
  return openat(state->directory, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
}

static int acquire(slots_state *state, uint64_t index, const uint8_t *id) {
  if (!state->held) return open_file(state, id);
  if (state->held[index] < 0) state->held[index] = open_file(state, id);
  return state->held[index];
}

static void release(slots_state *state, int file) {
  if (!state->held) close(file);
}

static int read_both(file_sessions_peer *peer, int file, newest_slot *newest) {
  slots_state *state = peer->state;
  struct stat status;
  // A held descriptor has to be asked whether its file is still there.
  if (state->held && (fstat(file, &status) != 0 || status.st_nlink == 0)) return peer_fail_errno(peer, "fstat");
  ssize_t size = pread(file, state->both, 2 * state->slot, 0);
  if (size != (ssize_t)(2 * state->slot)) return peer_fail_errno(peer, "pread");
  uint64_t sequences[2];
  memcpy(&sequences[0], state->both, SEQUENCE_SIZE);
  memcpy(&sequences[1], state->both + state->slot, SEQUENCE_SIZE);
  int which = sequences[1] > sequences[0];
  newest->sequence = sequences[which];
  newest->payload = state->both + (which ? state->slot : 0) + SEQUENCE_SIZE;
  newest->next = which ? 0 : (off_t)state->slot;
  return 0;
}

static int load(file_sessions_peer *peer, uint64_t index, const uint8_t *id, const peer_visit *visit) {
  slots_state *state = peer->state;
  int file = acquire(state, index, id);
  if (file < 0) return peer_fail_errno(peer, "open");
  newest_slot newest;
  int result = read_both(peer, file, &newest);
  release(state, file);
  return result != 0 ? result : peer_visit_bytes(peer, visit, newest.payload, peer->payload);
}

static int write_next(file_sessions_peer *peer, int file, const newest_slot *newest, const uint8_t *bytes) {
  slots_state *state = peer->state;
  size_t size = RECORD_OVERHEAD + peer->payload;
  // Where the older record is, which nobody needs any more.
  uint8_t *record = state->both + newest->next;
  uint64_t sequence = newest->sequence + 1;
  memcpy(record, &sequence, SEQUENCE_SIZE);
  memcpy(record + SEQUENCE_SIZE, bytes, peer->payload);
  if (pwrite(file, record, size, newest->next) != (ssize_t)size) return peer_fail_errno(peer, "pwrite");
  if (is_durable(peer) && fdatasync(file) != 0) return peer_fail_errno(peer, "fdatasync");
  return 0;
}

// `bytes` is what to write; NULL to count one update in what is there.
static int write_locked(file_sessions_peer *peer, uint64_t index, const uint8_t *id, const uint8_t *bytes) {
  slots_state *state = peer->state;
  int file = acquire(state, index, id);
  if (file < 0) return peer_fail_errno(peer, "open");
  if (flock(file, LOCK_EX) != 0) return peer_fail_errno(peer, "flock");
  newest_slot newest;
  int result = read_both(peer, file, &newest);
  if (result == 0) {
    if (!bytes) file_sessions_peer_count(newest.payload);
    result = write_next(peer, file, &newest, bytes ? bytes : newest.payload);
  }
  flock(file, LOCK_UN);
  release(state, file);
  return result;
}

static int save(file_sessions_peer *peer, uint64_t index, const uint8_t *id, const uint8_t *bytes, size_t size) {
  (void)size;
  return write_locked(peer, index, id, bytes);
}

static int update(file_sessions_peer *peer, uint64_t index, const uint8_t *id) {
  return write_locked(peer, index, id, NULL);
}

static int create(file_sessions_peer *peer, const uint8_t *id, const uint8_t *bytes, size_t size) {
  slots_state *state = peer->state;
  char name[PEER_NAME_SIZE];
  peer_name(id, name);
  int file = openat(state->directory, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return peer_fail_errno(peer, "open");
  memset(state->both, 0, 2 * state->slot);
  state->both[0] = 1;
  memcpy(state->both + SEQUENCE_SIZE, bytes, size);
  ssize_t written = pwrite(file, state->both, 2 * state->slot, 0);
  close(file);
  return written == (ssize_t)(2 * state->slot) ? 0 : peer_fail_errno(peer, "pwrite");
}

static int erase(file_sessions_peer *peer, const uint8_t *id) {
  slots_state *state = peer->state;
  char name[PEER_NAME_SIZE];
  peer_name(id, name);
  return unlinkat(state->directory, name, 0) == 0 ? 0 : peer_fail_errno(peer, "unlink");
}

static void close_slots(file_sessions_peer *peer) {
  slots_state *state = peer->state;
  for (uint64_t index = 0; state->held && index < state->count; index++) {
    if (state->held[index] >= 0) close(state->held[index]);
  }
  free(state->held);
  close(state->directory);
  free(state->both);
  free(state);
}

static int clone(file_sessions_peer *peer, file_sessions_peer *other);

static const peer_verbs VERBS = {
    .load = load, .save = save, .update = update, .create = create, .remove = erase, .clone = clone,
    .close = close_slots,
};

int peer_open_slots(file_sessions_peer *peer) {
  int directory = open(peer->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return peer_fail_errno(peer, peer->directory);
  slots_state *state = calloc(1, sizeof *state);
  peer->verbs = &VERBS;
  peer->state = state;
  state->directory = directory;
  state->slot = slot_size(peer->payload);
  state->both = malloc(2 * state->slot);
  state->count = peer->sessions;
  if (peer->kind == FILE_SESSIONS_PEER_FLOOR_OPEN) return 0;
  state->held = malloc((state->count + 1) * sizeof *state->held);
  for (uint64_t index = 0; index < state->count; index++) state->held[index] = -1;
  return 0;
}

// Sixty-four threads that hold two thousand descriptors each are too many, and if they shared them, flock(2) would
// not keep them apart. So they open and close: four microseconds, beside a flush of the disk.
static int clone(file_sessions_peer *peer, file_sessions_peer *other) {
  (void)peer;
  if (peer_open_slots(other) != 0) return -1;
  slots_state *state = other->state;
  free(state->held);
  state->held = NULL;
  return 0;
}

#endif
