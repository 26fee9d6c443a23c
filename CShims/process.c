#include "private.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/random.h>
#include <sys/vfs.h>
#elif defined(__APPLE__)
#include <stdlib.h>
#endif

static int64_t file_sessions_clock(clockid_t clock) {
  struct timespec time;
  if (clock_gettime(clock, &time) != 0) return -errno;
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int64_t file_sessions_wall_clock(void) { return file_sessions_clock(CLOCK_REALTIME); }
int64_t file_sessions_monotonic_clock(void) { return file_sessions_clock(CLOCK_MONOTONIC); }

int64_t file_sessions_coarse_clock(void) {
#ifdef CLOCK_MONOTONIC_COARSE
  return file_sessions_clock(CLOCK_MONOTONIC_COARSE);
#else
  return file_sessions_clock(CLOCK_MONOTONIC);
#endif
}

int file_sessions_random(void *bytes, size_t count) {
#if defined(__APPLE__)
  arc4random_buf(bytes, count);
  return 0;
#else
  // Up to 256 bytes come whole and uninterrupted (getrandom(2)); the store never asks for more.
  ssize_t got = getrandom(bytes, count, 0);
  return got == (ssize_t)count ? 0 : got < 0 ? -errno : -EIO;
#endif
}

int file_sessions_process(void) { return (int)getpid(); }
unsigned file_sessions_user(void) { return (unsigned)geteuid(); }

static atomic_uint file_sessions_generation;
static void file_sessions_forked(void) { atomic_fetch_add(&file_sessions_generation, 1); }
__attribute__((constructor)) static void file_sessions_watch_forks(void) {
  pthread_atfork(NULL, NULL, file_sessions_forked);
}
uint32_t file_sessions_fork_count(void) {
  return atomic_load_explicit(&file_sessions_generation, memory_order_relaxed);
}

struct file_sessions_start {
  void (*body)(void *);
  void *context;
};

static void *file_sessions_run(void *argument) {
  struct file_sessions_start start = *(struct file_sessions_start *)argument;
  free(argument);
  start.body(start.context);
  return NULL;
}

int file_sessions_detach(void (*body)(void *), void *context) {
  struct file_sessions_start *start = malloc(sizeof *start);
  if (!start) return -ENOMEM;
  *start = (struct file_sessions_start){.body = body, .context = context};
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error == 0) {
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 512 * 1024);
    pthread_t thread;
    error = pthread_create(&thread, &attributes, file_sessions_run, start);
    pthread_attr_destroy(&attributes);
  }
  if (error != 0) free(start);
  return -error;
}

void file_sessions_sleep(int64_t nanoseconds) {
  struct timespec time = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  nanosleep(&time, NULL);
}

int64_t file_sessions_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -errno;
  return limit.rlim_cur > INT64_MAX ? INT64_MAX : (int64_t)limit.rlim_cur;
}

int64_t file_sessions_file_system(int descriptor) {
#ifdef __linux__
  struct statfs native;
  if (fstatfs(descriptor, &native) != 0) return -errno;
  return (int64_t)(native.f_type & 0xffffffff);
#else
  (void)descriptor;
  return 0;
#endif
}

int file_sessions_room(int descriptor, file_sessions_room_left *room) {
  struct statvfs native;
  if (fstatvfs(descriptor, &native) != 0) return -errno;
  room->bytes = (uint64_t)native.f_bavail * (uint64_t)native.f_frsize;
  room->files = native.f_favail;
  room->counts_files = native.f_files != 0;
  return 0;
}

int file_sessions_working_directory(char *path, size_t capacity) {
  return getcwd(path, capacity) ? (int)strlen(path) : -errno;
}

// strerror_r has two shapes (XSI and GNU); strerrordesc_np is not everywhere. A small selection of both.
static const char *file_sessions_pick_gnu(const char *result, const char *text) { return result ? result : text; }
static const char *file_sessions_pick_xsi(int result, const char *text) { return result == 0 ? text : "unknown error"; }
#define PICK(result, text) \
  _Generic((result), int: file_sessions_pick_xsi, default: file_sessions_pick_gnu)((result), (text))

int file_sessions_error_text(int error, char *text, size_t capacity) {
  char buffer[128] = "";
  const char *words = PICK(strerror_r(error, buffer, sizeof buffer), buffer);
  size_t length = strlen(words);
  if (length >= capacity) length = capacity - 1;
  memcpy(text, words, length);
  text[length] = 0;
  return (int)length;
}

int64_t file_sessions_read_path(const char *path, void *bytes, size_t capacity) {
  int descriptor = file_sessions_above_standard(open(path, O_RDONLY | O_CLOEXEC));
  if (descriptor < 0) return -errno;
  size_t total = 0;
  while (total < capacity) {
    ssize_t got = read(descriptor, (char *)bytes + total, capacity - total);
    if (got <= 0) break;
    total += (size_t)got;
  }
  close(descriptor);
  return (int64_t)total;
}
