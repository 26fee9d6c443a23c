#ifdef FILE_SESSIONS_PEERS
#define _GNU_SOURCE

// Floors that are no verbs of a store: a contended lock, a scan; and what a process says of itself.

#include "CFileSessionsPeers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

void file_sessions_peer_spin(int64_t nanoseconds) {
  int64_t end = now() + nanoseconds;
  while (now() < end) {}
}

static void rest(int64_t nanoseconds) {
  struct timespec pause = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  nanosleep(&pause, NULL);
}

int64_t file_sessions_peer_contend(
    const char *path, int64_t hold, int64_t pause, int64_t end, int64_t *waits, int64_t room) {
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return -errno;
  int64_t granted = 0;
  for (int64_t asked = now(); asked < end && granted < room; asked = now()) {
    if (flock(file, LOCK_EX) != 0) break;
    waits[granted++] = now() - asked;
    file_sessions_peer_spin(hold);
    flock(file, LOCK_UN);
    if (pause > 0) rest(pause);
  }
  close(file);
  return granted;
}

int64_t file_sessions_peer_hold_shared(const char *path, int64_t hold, int64_t end, int64_t *holds, int64_t room) {
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return -errno;
  int64_t granted = 0;
  while (now() < end && granted < room) {
    if (flock(file, LOCK_SH) != 0) break;
    int64_t begun = now();
    rest(hold);
    holds[granted++] = now() - begun;
    flock(file, LOCK_UN);
  }
  close(file);
  return granted;
}

int64_t file_sessions_peer_scan(const char *directory) {
  DIR *stream = opendir(directory);
  if (!stream) return -errno;
  int64_t count = 0;
  struct stat status;
  for (struct dirent *entry; (entry = readdir(stream)) != NULL;) {
    if (fstatat(dirfd(stream), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0) count++;
  }
  closedir(stream);
  return count;
}

int64_t file_sessions_peer_resident_bytes(void) {
  FILE *file = fopen("/proc/self/statm", "re");
  if (!file) return -1;
  long long pages = -1;
  if (fscanf(file, "%*d %lld", &pages) != 1) pages = -1;
  fclose(file);
  return pages < 0 ? -1 : pages * sysconf(_SC_PAGESIZE);
}

#endif
