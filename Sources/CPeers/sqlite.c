#ifdef FILE_SESSIONS_PEERS
#define _GNU_SOURCE

// SQLite as its documentation advises for speed: a write-ahead log, statements prepared once, a connection per thread
// without the library's mutexes, pages read out of a mapping.

#include "peer.h"

#include <sched.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <time.h>

enum { SELECT, UPDATE, INSERT, DELETE, BEGIN, COMMIT, STATEMENTS };

static const char *const TEXTS[STATEMENTS] = {
    [SELECT] = "SELECT payload FROM sessions WHERE id = ?1",
    [UPDATE] = "UPDATE sessions SET payload = ?2 WHERE id = ?1",
    [INSERT] = "INSERT INTO sessions (id, payload) VALUES (?1, ?2)",
    [DELETE] = "DELETE FROM sessions WHERE id = ?1",
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
};

typedef struct {
  sqlite3 *database;
  sqlite3_stmt *statements[STATEMENTS];
} sqlite_state;

static int fail(file_sessions_peer *peer, const char *what) {
  sqlite_state *state = peer->state;
  return peer_fail(peer, what, sqlite3_errmsg(state->database));
}

// The busy handler that comes with SQLite sleeps for milliseconds where a write takes microseconds.
static int wait_busy(void *context, int attempts) {
  (void)context;
  if (attempts < 50) {
    sched_yield();
    return 1;
  }
  struct timespec pause = {.tv_nsec = 50000};
  nanosleep(&pause, NULL);
  return attempts < 100000;
}

static int run(file_sessions_peer *peer, int number, const uint8_t *id, const uint8_t *bytes, size_t size) {
  sqlite_state *state = peer->state;
  sqlite3_stmt *statement = state->statements[number];
  if (id) sqlite3_bind_blob(statement, 1, id, FILE_SESSIONS_PEER_ID_SIZE, SQLITE_STATIC);
  if (bytes) sqlite3_bind_blob(statement, 2, bytes, (int)size, SQLITE_STATIC);
  int result = sqlite3_step(statement);
  if (result != SQLITE_DONE) {
    fail(peer, TEXTS[number]);
    sqlite3_reset(statement);
    return -1;
  }
  sqlite3_reset(statement);
  return 0;
}

// Returns the statement, at its row, to be reset; NULL on failure.
static sqlite3_stmt *row(file_sessions_peer *peer, const uint8_t *id) {
  sqlite_state *state = peer->state;
  sqlite3_stmt *statement = state->statements[SELECT];
  sqlite3_bind_blob(statement, 1, id, FILE_SESSIONS_PEER_ID_SIZE, SQLITE_STATIC);
  if (sqlite3_step(statement) == SQLITE_ROW) return statement;
  peer_fail(peer, "load", "there is no such session, or it cannot be read");
  sqlite3_reset(statement);
  return NULL;
}

static int load(file_sessions_peer *peer, uint64_t index, const uint8_t *id, const peer_visit *visit) {
  (void)index;
  sqlite3_stmt *statement = row(peer, id);
  if (!statement) return -1;
  int result = peer_visit_bytes(
      peer, visit, sqlite3_column_blob(statement, 0), (size_t)sqlite3_column_bytes(statement, 0));
  sqlite3_reset(statement);
  return result;
}

static int save(file_sessions_peer *peer, uint64_t index, const uint8_t *id, const uint8_t *bytes, size_t size) {
  (void)index;
  return run(peer, UPDATE, id, bytes, size);
}

static int begin(file_sessions_peer *peer) { return run(peer, BEGIN, NULL, NULL, 0); }
static int commit(file_sessions_peer *peer) { return run(peer, COMMIT, NULL, NULL, 0); }

static int update(file_sessions_peer *peer, uint64_t index, const uint8_t *id) {
  (void)index;
  if (begin(peer) != 0) return -1;
  sqlite3_stmt *statement = row(peer, id);
  if (!statement) return -1;
  memcpy(peer->room, sqlite3_column_blob(statement, 0), peer->payload);
  sqlite3_reset(statement);
  file_sessions_peer_count(peer->room);
  if (run(peer, UPDATE, id, peer->room, peer->payload) != 0) return -1;
  return commit(peer);
}

static int create(file_sessions_peer *peer, const uint8_t *id, const uint8_t *bytes, size_t size) {
  return run(peer, INSERT, id, bytes, size);
}

static int erase(file_sessions_peer *peer, const uint8_t *id) { return run(peer, DELETE, id, NULL, 0); }

static void close_sqlite(file_sessions_peer *peer) {
  sqlite_state *state = peer->state;
  for (int number = 0; number < STATEMENTS; number++) sqlite3_finalize(state->statements[number]);
  sqlite3_close(state->database);
  free(state);
}

static const peer_verbs VERBS = {
    .load = load, .save = save, .update = update, .create = create, .remove = erase, .begin = begin, .commit = commit,
    .close = close_sqlite,
};

static const char *synchronous(file_sessions_peer_kind kind) {
  switch (kind) {
    case FILE_SESSIONS_PEER_SQLITE_OFF: return "PRAGMA synchronous = OFF";
    case FILE_SESSIONS_PEER_SQLITE_NORMAL: return "PRAGMA synchronous = NORMAL";
    default: return "PRAGMA synchronous = FULL";
  }
}

static int prepare(file_sessions_peer *peer) {
  sqlite_state *state = peer->state;
  const char *settings[] = {
      "PRAGMA journal_mode = WAL", synchronous(peer->kind), "PRAGMA mmap_size = 268435456",
      "CREATE TABLE IF NOT EXISTS sessions (id BLOB PRIMARY KEY, payload BLOB NOT NULL) WITHOUT ROWID",
  };
  for (size_t number = 0; number < sizeof settings / sizeof *settings; number++) {
    if (sqlite3_exec(state->database, settings[number], NULL, NULL, NULL) != SQLITE_OK) {
      return fail(peer, settings[number]);
    }
  }
  for (int number = 0; number < STATEMENTS; number++) {
    int result = sqlite3_prepare_v3(
        state->database, TEXTS[number], -1, SQLITE_PREPARE_PERSISTENT, &state->statements[number], NULL);
    if (result != SQLITE_OK) return fail(peer, TEXTS[number]);
  }
  return 0;
}

int peer_open_sqlite(file_sessions_peer *peer) {
  sqlite_state *state = calloc(1, sizeof *state);
  peer->verbs = &VERBS;
  peer->state = state;
  char path[4096];
  snprintf(path, sizeof path, "%s/sessions.sqlite", peer->directory);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  int result = sqlite3_open_v2(path, &state->database, flags, NULL);
  if (result != SQLITE_OK) {
    fail(peer, path);
  } else {
    sqlite3_busy_handler(state->database, wait_busy, NULL);
    if (prepare(peer) == 0) return 0;
  }
  close_sqlite(peer);
  return -1;
}

const char *file_sessions_peer_sqlite_version(void) { return sqlite3_libversion(); }

#endif
