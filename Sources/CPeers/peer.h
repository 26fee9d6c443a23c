#ifndef FILE_SESSIONS_PEER_H
#define FILE_SESSIONS_PEER_H

// What each peer's file implements, and what run.c does with it.

#include "CFileSessionsPeers.h"

#include <stdio.h>
#include <string.h>

// Looks at what was loaded, while it may still be looked at: some peers lend their bytes for so long only. 0 or -1.
typedef struct {
  uint64_t index;
  size_t size;
  int thoroughly;
  uint64_t *counted;
} peer_visit;

typedef struct {
  int (*load)(file_sessions_peer *peer, uint64_t index, const uint8_t *id, const peer_visit *visit);
  int (*save)(file_sessions_peer *peer, uint64_t index, const uint8_t *id, const uint8_t *bytes, size_t size);
  // Reads the payload, counts one update in it, writes it, with nobody in between where the peer can exclude others.
  int (*update)(file_sessions_peer *peer, uint64_t index, const uint8_t *id);
  int (*create)(file_sessions_peer *peer, const uint8_t *id, const uint8_t *bytes, size_t size);
  int (*remove)(file_sessions_peer *peer, const uint8_t *id);
  // Around many creates; NULL where there is nothing to gain.
  int (*begin)(file_sessions_peer *peer);
  int (*commit)(file_sessions_peer *peer);
  int (*clone)(file_sessions_peer *peer, file_sessions_peer *other);
  void (*close)(file_sessions_peer *peer);
} peer_verbs;

struct file_sessions_peer {
  const peer_verbs *verbs;
  void *state;
  file_sessions_peer_kind kind;
  char *directory;
  uint64_t sessions;
  size_t payload;
  uint8_t *room;
  // Of all sessions, so that no operation is charged for making one.
  uint8_t *ids;
  char message[256];
};

int peer_visit_bytes(file_sessions_peer *peer, const peer_visit *visit, const uint8_t *bytes, size_t length);
// Notes what failed; returns -1.
int peer_fail(file_sessions_peer *peer, const char *what, const char *why);
int peer_fail_errno(file_sessions_peer *peer, const char *what);

int peer_open_sqlite(file_sessions_peer *peer);
int peer_open_lmdb(file_sessions_peer *peer);
int peer_open_redis(file_sessions_peer *peer);
int peer_open_slots(file_sessions_peer *peer);
int peer_open_rename(file_sessions_peer *peer);

enum { PEER_NAME_SIZE = 2 * FILE_SESSIONS_PEER_ID_SIZE + 1 };
// The name of a session's file: its id in hexadecimal.
void peer_name(const uint8_t *id, char *name);

#endif
