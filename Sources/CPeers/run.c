#ifdef FILE_SESSIONS_PEERS
#define _GNU_SOURCE

#include "peer.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

// One load in so many is looked at byte by byte.
enum { THOROUGHLY_EVERY = 64 };

int peer_fail(file_sessions_peer *peer, const char *what, const char *why) {
  snprintf(peer->message, sizeof peer->message, "%s: %s", what, why);
  return -1;
}

int peer_fail_errno(file_sessions_peer *peer, const char *what) { return peer_fail(peer, what, strerror(errno)); }

int peer_visit_bytes(file_sessions_peer *peer, const peer_visit *visit, const uint8_t *bytes, size_t length) {
  if (!file_sessions_peer_is_payload(visit->index, bytes, length, visit->size, visit->thoroughly)) {
    return peer_fail(peer, "load", "it answered something else than what was saved");
  }
  if (visit->counted) *visit->counted += file_sessions_peer_counted(bytes);
  return 0;
}

static int open_kind(file_sessions_peer *peer) {
  switch (peer->kind) {
    case FILE_SESSIONS_PEER_SQLITE_OFF:
    case FILE_SESSIONS_PEER_SQLITE_NORMAL:
    case FILE_SESSIONS_PEER_SQLITE_FULL: return peer_open_sqlite(peer);
    case FILE_SESSIONS_PEER_LMDB_NOSYNC:
    case FILE_SESSIONS_PEER_LMDB_NOSYNC_WRITEMAP:
    case FILE_SESSIONS_PEER_LMDB_SYNC: return peer_open_lmdb(peer);
    case FILE_SESSIONS_PEER_REDIS: return peer_open_redis(peer);
    case FILE_SESSIONS_PEER_FLOOR_OPEN:
    case FILE_SESSIONS_PEER_FLOOR_HELD:
    case FILE_SESSIONS_PEER_FLOOR_HELD_DURABLE: return peer_open_slots(peer);
    case FILE_SESSIONS_PEER_FLOOR_RENAME:
    case FILE_SESSIONS_PEER_FLOOR_RENAME_DURABLE: return peer_open_rename(peer);
  }
  return peer_fail(peer, "open", "there is no such peer");
}

static file_sessions_peer *make(
    file_sessions_peer_kind kind, const char *directory, uint64_t sessions, size_t payload) {
  file_sessions_peer *peer = calloc(1, sizeof *peer);
  peer->kind = kind;
  peer->directory = strdup(directory);
  peer->sessions = sessions;
  peer->payload = payload;
  peer->room = malloc(payload + 1);
  peer->ids = malloc((sessions + 1) * FILE_SESSIONS_PEER_ID_SIZE);
  for (uint64_t index = 0; index < sessions; index++) {
    file_sessions_peer_id(index, peer->ids + index * FILE_SESSIONS_PEER_ID_SIZE);
  }
  return peer;
}

static void release(file_sessions_peer *peer) {
  free(peer->directory);
  free(peer->room);
  free(peer->ids);
  free(peer);
}

static file_sessions_peer *opened(file_sessions_peer *peer, int result, char *message, size_t room) {
  if (result == 0) return peer;
  snprintf(message, room, "%s", peer->message);
  release(peer);
  return NULL;
}

file_sessions_peer *file_sessions_peer_open(
    file_sessions_peer_kind kind, const char *directory, uint64_t sessions, size_t payload, char *message,
    size_t room) {
  file_sessions_peer *peer = make(kind, directory, sessions, payload);
  return opened(peer, open_kind(peer), message, room);
}

file_sessions_peer *file_sessions_peer_clone(file_sessions_peer *peer, char *message, size_t room) {
  file_sessions_peer *other = make(peer->kind, peer->directory, peer->sessions, peer->payload);
  other->verbs = peer->verbs;
  return opened(other, peer->verbs->clone ? peer->verbs->clone(peer, other) : open_kind(other), message, room);
}

void file_sessions_peer_close(file_sessions_peer *peer) {
  peer->verbs->close(peer);
  release(peer);
}

const char *file_sessions_peer_message(const file_sessions_peer *peer) { return peer->message; }

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static uint64_t roll(uint64_t *state) {
  uint64_t bits = *state += 0x9e3779b97f4a7c15;
  bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
  return bits ^ bits >> 31;
}

// A new session has an id that nobody can guess, in every peer.
static int create_and_remove(file_sessions_peer *peer, const uint8_t *bytes) {
  uint8_t id[FILE_SESSIONS_PEER_ID_SIZE];
  if (getrandom(id, sizeof id, 0) != sizeof id) return peer_fail_errno(peer, "getrandom");
  int result = peer->verbs->create(peer, id, bytes, peer->payload);
  return result != 0 ? result : peer->verbs->remove(peer, id);
}

static int perform(
    file_sessions_peer *peer, file_sessions_peer_operation operation, uint64_t index, uint64_t stamp, int thoroughly) {
  const uint8_t *id = peer->ids + index * FILE_SESSIONS_PEER_ID_SIZE;
  switch (operation) {
    case FILE_SESSIONS_PEER_LOAD: {
      peer_visit visit = {.index = index, .size = peer->payload, .thoroughly = thoroughly};
      return peer->verbs->load(peer, index, id, &visit);
    }
    case FILE_SESSIONS_PEER_SAVE: {
      file_sessions_peer_sign(index, stamp, peer->room);
      return peer->verbs->save(peer, index, id, peer->room, peer->payload);
    }
    case FILE_SESSIONS_PEER_UPDATE: return peer->verbs->update(peer, index, id);
    case FILE_SESSIONS_PEER_CREATE_DELETE: return create_and_remove(peer, peer->room);
  }
  return peer_fail(peer, "run", "there is no such operation");
}

int64_t file_sessions_peer_run(
    file_sessions_peer *peer, file_sessions_peer_operation operation, uint64_t count, uint64_t seed) {
  uint64_t state = seed;
  file_sessions_peer_payload(0, peer->room, peer->payload);
  int64_t start = now();
  for (uint64_t number = 0; number < count; number++) {
    uint64_t index = roll(&state) % peer->sessions;
    if (perform(peer, operation, index, state, number % THOROUGHLY_EVERY == 0) != 0) return -1;
  }
  return now() - start;
}

int file_sessions_peer_populate(file_sessions_peer *peer, uint64_t first, uint64_t last) {
  if (peer->verbs->begin && peer->verbs->begin(peer) != 0) return -1;
  for (uint64_t index = first; index < last; index++) {
    const uint8_t *id = peer->ids + index * FILE_SESSIONS_PEER_ID_SIZE;
    file_sessions_peer_payload(index, peer->room, peer->payload);
    if (peer->verbs->create(peer, id, peer->room, peer->payload) != 0) return -1;
  }
  return peer->verbs->commit ? peer->verbs->commit(peer) : 0;
}

int64_t file_sessions_peer_sum(file_sessions_peer *peer) {
  uint64_t counted = 0;
  for (uint64_t index = 0; index < peer->sessions; index++) {
    peer_visit visit = {.index = index, .size = peer->payload, .counted = &counted};
    const uint8_t *id = peer->ids + index * FILE_SESSIONS_PEER_ID_SIZE;
    if (peer->verbs->load(peer, index, id, &visit) != 0) return -1;
  }
  return (int64_t)counted;
}

#endif
