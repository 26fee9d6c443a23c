#ifdef FILE_SESSIONS_PEERS
#define _GNU_SOURCE

// Redis over a Unix socket, through hiredis. The update is a script on the server: one round trip, where
// WATCH, GET, MULTI, SET and EXEC take two. What it cannot do is change the payload in the application's own language.

#include "peer.h"

#include <hiredis/hiredis.h>
#include <stdlib.h>

// Counts one update, as file_sessions_peer_count does.
static const char *const SCRIPT =
    "local v = redis.call('GET', KEYS[1]) "
    "if not v then return redis.error_reply('no such session') end "
    "for place = 16, 9, -1 do "
    "  local letter = string.byte(v, place) "
    "  if letter ~= 112 then "
    "    redis.call('SET', KEYS[1], string.sub(v, 1, place - 1) .. string.char(letter + 1) .. "
    "      string.rep('a', 16 - place) .. string.sub(v, 17)) "
    "    return 1 "
    "  end "
    "end "
    "return redis.error_reply('counted to the end')";

typedef struct {
  redisContext *connection;
  char script[41];
} redis_state;

static redisReply *call(file_sessions_peer *peer, int count, const char **words, const size_t *sizes) {
  redis_state *state = peer->state;
  redisReply *reply = redisCommandArgv(state->connection, count, words, sizes);
  if (!reply) {
    peer_fail(peer, words[0], state->connection->errstr);
  } else if (reply->type == REDIS_REPLY_ERROR) {
    peer_fail(peer, words[0], reply->str);
    freeReplyObject(reply);
    reply = NULL;
  }
  return reply;
}

static int expect(redisReply *reply, int isFine, file_sessions_peer *peer, const char *what) {
  if (!reply) return -1;
  freeReplyObject(reply);
  return isFine ? 0 : peer_fail(peer, what, "there is no such session");
}

static int load(file_sessions_peer *peer, uint64_t index, const uint8_t *id, const peer_visit *visit) {
  (void)index;
  const char *words[] = {"GET", (const char *)id};
  const size_t sizes[] = {3, FILE_SESSIONS_PEER_ID_SIZE};
  redisReply *reply = call(peer, 2, words, sizes);
  if (!reply) return -1;
  int answer = reply->type == REDIS_REPLY_STRING
                   ? peer_visit_bytes(peer, visit, (const uint8_t *)reply->str, reply->len)
                   : peer_fail(peer, "GET", "there is no such session");
  freeReplyObject(reply);
  return answer;
}

static int set(file_sessions_peer *peer, const uint8_t *id, const uint8_t *bytes, size_t size, const char *condition) {
  const char *words[] = {"SET", (const char *)id, (const char *)bytes, condition};
  const size_t sizes[] = {3, FILE_SESSIONS_PEER_ID_SIZE, size, 2};
  redisReply *reply = call(peer, 4, words, sizes);
  return expect(reply, reply && reply->type == REDIS_REPLY_STATUS, peer, "SET");
}

static int save(file_sessions_peer *peer, uint64_t index, const uint8_t *id, const uint8_t *bytes, size_t size) {
  (void)index;
  return set(peer, id, bytes, size, "XX");
}

static int create(file_sessions_peer *peer, const uint8_t *id, const uint8_t *bytes, size_t size) {
  return set(peer, id, bytes, size, "NX");
}

static int update(file_sessions_peer *peer, uint64_t index, const uint8_t *id) {
  (void)index;
  redis_state *state = peer->state;
  const char *words[] = {"EVALSHA", state->script, "1", (const char *)id};
  const size_t sizes[] = {7, 40, 1, FILE_SESSIONS_PEER_ID_SIZE};
  return expect(call(peer, 4, words, sizes), 1, peer, "EVALSHA");
}

static int erase(file_sessions_peer *peer, const uint8_t *id) {
  const char *words[] = {"DEL", (const char *)id};
  const size_t sizes[] = {3, FILE_SESSIONS_PEER_ID_SIZE};
  redisReply *reply = call(peer, 2, words, sizes);
  return expect(reply, reply && reply->integer == 1, peer, "DEL");
}

static int synchronize(file_sessions_peer *peer, const char *when) {
  const char *words[] = {"CONFIG", "SET", "appendfsync", when};
  const size_t sizes[] = {6, 3, 11, strlen(when)};
  return expect(call(peer, 4, words, sizes), 1, peer, "CONFIG");
}

// A process that fills a server begins with an empty one, and need not wait for the disk each time.
static int begin(file_sessions_peer *peer) {
  const char *words[] = {"FLUSHDB"};
  const size_t sizes[] = {7};
  if (synchronize(peer, "no") != 0) return -1;
  return expect(call(peer, 1, words, sizes), 1, peer, "FLUSHDB");
}

// Without a log this says nothing.
static int commit(file_sessions_peer *peer) { return synchronize(peer, "always"); }

static void close_redis(file_sessions_peer *peer) {
  redis_state *state = peer->state;
  if (state->connection) redisFree(state->connection);
  free(state);
}

static const peer_verbs VERBS = {
    .load = load, .save = save, .update = update, .create = create, .remove = erase, .begin = begin,
    .commit = commit, .close = close_redis,
};

static int load_script(file_sessions_peer *peer) {
  redis_state *state = peer->state;
  const char *words[] = {"SCRIPT", "LOAD", SCRIPT};
  const size_t sizes[] = {6, 4, strlen(SCRIPT)};
  redisReply *reply = call(peer, 3, words, sizes);
  if (!reply) return -1;
  snprintf(state->script, sizeof state->script, "%s", reply->str);
  freeReplyObject(reply);
  return 0;
}

int peer_open_redis(file_sessions_peer *peer) {
  redis_state *state = calloc(1, sizeof *state);
  peer->verbs = &VERBS;
  peer->state = state;
  state->connection = redisConnectUnix(peer->directory);
  if (!state->connection || state->connection->err) {
    peer_fail(peer, peer->directory, state->connection ? state->connection->errstr : "no connection");
  } else if (load_script(peer) == 0) {
    return 0;
  }
  close_redis(peer);
  return -1;
}

#define TEXT(number) #number
#define VERSION(major, minor, patch) TEXT(major) "." TEXT(minor) "." TEXT(patch)

const char *file_sessions_peer_hiredis_version(void) {
  return VERSION(HIREDIS_MAJOR, HIREDIS_MINOR, HIREDIS_PATCH);
}

#endif
