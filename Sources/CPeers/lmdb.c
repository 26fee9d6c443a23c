#ifdef FILE_SESSIONS_PEERS
#define _GNU_SOURCE

// LMDB as its documentation advises for speed: one environment per process, a read transaction that is reset and
// renewed instead of begun anew, values looked at where they lie.

#include "peer.h"

#include <lmdb.h>
#include <stdatomic.h>
#include <stdlib.h>

// Address space, not memory: the file grows as it is filled.
#define MAP_SIZE (UINT64_C(4) << 30)

typedef struct {
  MDB_env *environment;
  MDB_dbi table;
  // Threads share it: LMDB must not be opened twice in one process.
  atomic_int users;
} lmdb_shared;

typedef struct {
  lmdb_shared *shared;
  MDB_txn *reading;
  MDB_txn *filling;
} lmdb_state;

static int fail(file_sessions_peer *peer, const char *what, int result) {
  return peer_fail(peer, what, mdb_strerror(result));
}

static MDB_val value(const void *bytes, size_t size) { return (MDB_val){.mv_size = size, .mv_data = (void *)bytes}; }

static int load(file_sessions_peer *peer, uint64_t index, const uint8_t *id, const peer_visit *visit) {
  (void)index;
  lmdb_state *state = peer->state;
  MDB_val key = value(id, FILE_SESSIONS_PEER_ID_SIZE), found;
  int result = mdb_txn_renew(state->reading);
  if (result != 0) return fail(peer, "mdb_txn_renew", result);
  result = mdb_get(state->reading, state->shared->table, &key, &found);
  int answer = result != 0 ? fail(peer, "mdb_get", result)
                           : peer_visit_bytes(peer, visit, found.mv_data, found.mv_size);
  mdb_txn_reset(state->reading);
  return answer;
}

static int put(file_sessions_peer *peer, MDB_txn *transaction, const uint8_t *id, const uint8_t *bytes, size_t size) {
  lmdb_state *state = peer->state;
  MDB_val key = value(id, FILE_SESSIONS_PEER_ID_SIZE), data = value(bytes, size);
  int result = mdb_put(transaction, state->shared->table, &key, &data, 0);
  return result == 0 ? 0 : fail(peer, "mdb_put", result);
}

static int begin(file_sessions_peer *peer, MDB_txn **transaction) {
  lmdb_state *state = peer->state;
  int result = mdb_txn_begin(state->shared->environment, NULL, 0, transaction);
  return result == 0 ? 0 : fail(peer, "mdb_txn_begin", result);
}

static int commit(file_sessions_peer *peer, MDB_txn *transaction, int result) {
  if (result != 0) {
    mdb_txn_abort(transaction);
    return result;
  }
  result = mdb_txn_commit(transaction);
  return result == 0 ? 0 : fail(peer, "mdb_txn_commit", result);
}

static int save(file_sessions_peer *peer, uint64_t index, const uint8_t *id, const uint8_t *bytes, size_t size) {
  (void)index;
  MDB_txn *transaction;
  if (begin(peer, &transaction) != 0) return -1;
  return commit(peer, transaction, put(peer, transaction, id, bytes, size));
}

static int change(file_sessions_peer *peer, MDB_txn *transaction, const uint8_t *id) {
  lmdb_state *state = peer->state;
  MDB_val key = value(id, FILE_SESSIONS_PEER_ID_SIZE), found;
  int result = mdb_get(transaction, state->shared->table, &key, &found);
  if (result != 0) return fail(peer, "mdb_get", result);
  if (found.mv_size != peer->payload) return peer_fail(peer, "update", "the payload has another size");
  memcpy(peer->room, found.mv_data, found.mv_size);
  file_sessions_peer_count(peer->room);
  return put(peer, transaction, id, peer->room, peer->payload);
}

static int update(file_sessions_peer *peer, uint64_t index, const uint8_t *id) {
  (void)index;
  MDB_txn *transaction;
  if (begin(peer, &transaction) != 0) return -1;
  return commit(peer, transaction, change(peer, transaction, id));
}

static int create(file_sessions_peer *peer, const uint8_t *id, const uint8_t *bytes, size_t size) {
  lmdb_state *state = peer->state;
  return state->filling ? put(peer, state->filling, id, bytes, size) : save(peer, 0, id, bytes, size);
}

static int erase(file_sessions_peer *peer, const uint8_t *id) {
  lmdb_state *state = peer->state;
  MDB_txn *transaction;
  if (begin(peer, &transaction) != 0) return -1;
  MDB_val key = value(id, FILE_SESSIONS_PEER_ID_SIZE);
  int result = mdb_del(transaction, state->shared->table, &key, NULL);
  return commit(peer, transaction, result == 0 ? 0 : fail(peer, "mdb_del", result));
}

static int begin_filling(file_sessions_peer *peer) { return begin(peer, &((lmdb_state *)peer->state)->filling); }

static int commit_filling(file_sessions_peer *peer) {
  lmdb_state *state = peer->state;
  MDB_txn *transaction = state->filling;
  state->filling = NULL;
  return commit(peer, transaction, 0);
}

static void close_lmdb(file_sessions_peer *peer) {
  lmdb_state *state = peer->state;
  if (state->reading) mdb_txn_abort(state->reading);
  if (atomic_fetch_sub(&state->shared->users, 1) == 1) {
    if (state->shared->environment) mdb_env_close(state->shared->environment);
    free(state->shared);
  }
  free(state);
}

static int clone(file_sessions_peer *peer, file_sessions_peer *other);

static const peer_verbs VERBS = {
    .load = load, .save = save, .update = update, .create = create, .remove = erase, .begin = begin_filling,
    .commit = commit_filling, .clone = clone, .close = close_lmdb,
};

static int begin_reading(file_sessions_peer *peer) {
  lmdb_state *state = peer->state;
  int result = mdb_txn_begin(state->shared->environment, NULL, MDB_RDONLY, &state->reading);
  if (result != 0) return fail(peer, "mdb_txn_begin", result);
  mdb_txn_reset(state->reading);
  return 0;
}

static int clone(file_sessions_peer *peer, file_sessions_peer *other) {
  lmdb_state *state = calloc(1, sizeof *state);
  state->shared = ((lmdb_state *)peer->state)->shared;
  atomic_fetch_add(&state->shared->users, 1);
  other->state = state;
  if (begin_reading(other) == 0) return 0;
  close_lmdb(other);
  return -1;
}

static unsigned flags(file_sessions_peer_kind kind) {
  // Read transactions belong to their object and not to a thread: several threads have one each.
  switch (kind) {
    case FILE_SESSIONS_PEER_LMDB_NOSYNC: return MDB_NOTLS | MDB_NOSYNC;
    case FILE_SESSIONS_PEER_LMDB_NOSYNC_WRITEMAP: return MDB_NOTLS | MDB_NOSYNC | MDB_WRITEMAP;
    default: return MDB_NOTLS;
  }
}

static int open_environment(file_sessions_peer *peer, lmdb_shared *shared) {
  int result = mdb_env_create(&shared->environment);
  if (result != 0) return fail(peer, "mdb_env_create", result);
  mdb_env_set_mapsize(shared->environment, MAP_SIZE);
  mdb_env_set_maxreaders(shared->environment, 512);
  result = mdb_env_open(shared->environment, peer->directory, flags(peer->kind), 0600);
  if (result != 0) return fail(peer, "mdb_env_open", result);
  MDB_txn *transaction;
  if (begin(peer, &transaction) != 0) return -1;
  result = mdb_dbi_open(transaction, NULL, 0, &shared->table);
  return commit(peer, transaction, result == 0 ? 0 : fail(peer, "mdb_dbi_open", result));
}

int peer_open_lmdb(file_sessions_peer *peer) {
  lmdb_state *state = calloc(1, sizeof *state);
  state->shared = calloc(1, sizeof *state->shared);
  atomic_store(&state->shared->users, 1);
  peer->verbs = &VERBS;
  peer->state = state;
  if (open_environment(peer, state->shared) == 0 && begin_reading(peer) == 0) return 0;
  close_lmdb(peer);
  return -1;
}

const char *file_sessions_peer_lmdb_version(void) {
  static char text[32];
  int major, minor, patch;
  mdb_version(&major, &minor, &patch);
  snprintf(text, sizeof text, "%d.%d.%d", major, minor, patch);
  return text;
}

#endif
