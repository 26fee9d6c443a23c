#ifdef FILE_SESSIONS_PEERS
#define _GNU_SOURCE

// What most programs do for lack of better: a temporary file that is renamed over. No lock, so that two updates at once
// lose one; durable with fdatasync before the rename and fsync of the directory after it.

#include "peer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct {
  int directory;
  // Of a name that nobody else takes.
  unsigned long number;
} rename_state;

void peer_name(const uint8_t *id, char *name) {
  static const char DIGITS[] = "0123456789abcdef";
  for (int place = 0; place < FILE_SESSIONS_PEER_ID_SIZE; place++) {
    *name++ = DIGITS[id[place] >> 4];
    *name++ = DIGITS[id[place] & 15];
  }
  *name = 0;
}

static int read_file(file_sessions_peer *peer, const uint8_t *id) {
  rename_state *state = peer->state;
  char name[PEER_NAME_SIZE];
  peer_name(id, name);
  int file = openat(state->directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return peer_fail_errno(peer, "open");
  ssize_t size = read(file, peer->room, peer->payload);
  close(file);
  return size == (ssize_t)peer->payload ? 0 : peer_fail(peer, "read", "too short");
}

static int load(file_sessions_peer *peer, uint64_t index, const uint8_t *id, const peer_visit *visit) {
  (void)index;
  return read_file(peer, id) != 0 ? -1 : peer_visit_bytes(peer, visit, peer->room, peer->payload);
}

static int write_file(file_sessions_peer *peer, const char *name, const uint8_t *bytes, size_t size, int is_durable) {
  rename_state *state = peer->state;
  int file = openat(state->directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return peer_fail_errno(peer, "open");
  int result = write(file, bytes, size) == (ssize_t)size ? 0 : peer_fail_errno(peer, "write");
  if (result == 0 && is_durable && fdatasync(file) != 0) result = peer_fail_errno(peer, "fdatasync");
  close(file);
  return result;
}

static int save(file_sessions_peer *peer, uint64_t index, const uint8_t *id, const uint8_t *bytes, size_t size) {
  (void)index;
  rename_state *state = peer->state;
  int is_durable = peer->kind == FILE_SESSIONS_PEER_FLOOR_RENAME_DURABLE;
  char name[PEER_NAME_SIZE], temporary[64];
  peer_name(id, name);
  snprintf(temporary, sizeof temporary, ".%d.%p.%lu", (int)getpid(), (void *)state, state->number++);
  if (write_file(peer, temporary, bytes, size, is_durable) != 0) return -1;
  if (renameat(state->directory, temporary, state->directory, name) != 0) return peer_fail_errno(peer, "rename");
  if (is_durable && fsync(state->directory) != 0) return peer_fail_errno(peer, "fsync");
  return 0;
}

static int update(file_sessions_peer *peer, uint64_t index, const uint8_t *id) {
  if (read_file(peer, id) != 0) return -1;
  file_sessions_peer_count(peer->room);
  return save(peer, index, id, peer->room, peer->payload);
}

static int create(file_sessions_peer *peer, const uint8_t *id, const uint8_t *bytes, size_t size) {
  char name[PEER_NAME_SIZE];
  peer_name(id, name);
  return write_file(peer, name, bytes, size, 0);
}

static int erase(file_sessions_peer *peer, const uint8_t *id) {
  rename_state *state = peer->state;
  char name[PEER_NAME_SIZE];
  peer_name(id, name);
  return unlinkat(state->directory, name, 0) == 0 ? 0 : peer_fail_errno(peer, "unlink");
}

static void close_rename(file_sessions_peer *peer) {
  rename_state *state = peer->state;
  close(state->directory);
  free(state);
}

static const peer_verbs VERBS = {
    .load = load, .save = save, .update = update, .create = create, .remove = erase, .close = close_rename,
};

int peer_open_rename(file_sessions_peer *peer) {
  int directory = open(peer->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return peer_fail_errno(peer, peer->directory);
  rename_state *state = calloc(1, sizeof *state);
  state->directory = directory;
  peer->verbs = &VERBS;
  peer->state = state;
  return 0;
}

#endif
