#define _GNU_SOURCE
#include "CLab.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

int file_sessions_fork(void) {
  pid_t child = fork();
  return child < 0 ? -errno : (int)child;
}

void file_sessions_end_with_parent(int parent) {
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (getppid() != parent) _exit(1);
}

int file_sessions_private_pipe(int *reading, int *writing) {
  int ends[2];
#ifdef __linux__
  if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
#else
  if (pipe(ends) != 0) return -errno;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
#endif
  *reading = ends[0];
  *writing = ends[1];
  return 0;
}

int file_sessions_spawn(const char *program, char *const *arguments, int input, int output, int *child) {
  extern char **environ;
  posix_spawn_file_actions_t actions;
  int failure = posix_spawn_file_actions_init(&actions);
  if (failure != 0) return -failure;
  pid_t started = 0;
  failure = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  if (failure == 0) failure = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  if (failure == 0) failure = posix_spawn(&started, program, &actions, NULL, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) return -failure;
  *child = (int)started;
  return 0;
}

void file_sessions_stay_on_processor(int number) {
#ifdef __linux__
  cpu_set_t allowed, one;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  int left = number % CPU_COUNT(&allowed);
  for (int processor = 0; processor < CPU_SETSIZE; processor++) {
    if (!CPU_ISSET(processor, &allowed) || left-- > 0) continue;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    sched_setaffinity(0, sizeof one, &one);
    return;
  }
#else
  (void)number;
#endif
}

long long file_sessions_raise_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -errno;
  limit.rlim_cur = limit.rlim_max;
  return setrlimit(RLIMIT_NOFILE, &limit) != 0 ? -errno : (long long)limit.rlim_cur;
}

void file_sessions_yield(void) { sched_yield(); }

static int by_inode(const FTSENT **left, const FTSENT **right) {
  ino_t first = (*left)->fts_statp->st_ino, second = (*right)->fts_statp->st_ino;
  return (first > second) - (first < second);
}

int file_sessions_remove_tree(const char *path) {
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
