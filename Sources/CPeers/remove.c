#ifdef FILE_SESSIONS_PEERS
#define _GNU_SOURCE

#include "CFileSessionsPeers.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <sys/stat.h>

static int by_inode(const FTSENT **left, const FTSENT **right) {
  ino_t first = (*left)->fts_statp->st_ino, second = (*right)->fts_statp->st_ino;
  return (first > second) - (first < second);
}

int file_sessions_peer_remove_tree(const char *path) {
  char *const roots[] = {(char *)path, NULL};
  FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_inode);
  if (!walk) return -errno;
  int result = 0;
  for (FTSENT *entry; (entry = fts_read(walk)) != NULL;) {
    // A directory is visited before its content and after it.
    if (entry->fts_info != FTS_D && remove(entry->fts_accpath) != 0 && errno != ENOENT) result = -errno;
  }
  fts_close(walk);
  return result;
}

#endif
