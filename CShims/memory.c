#include "private.h"

#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#endif

void *file_sessions_map(int descriptor, int64_t offset, size_t length, int *error) {
  void *pages = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, (off_t)offset);
  *error = pages == MAP_FAILED ? errno : 0;
  return pages == MAP_FAILED ? NULL : pages;
}

int file_sessions_unmap(void *pages, size_t length) { return OR_ERROR(munmap(pages, length)); }

static void *file_sessions_attached(int segment) {
  void *pages = shmat(segment, NULL, 0);
  return pages == (void *)-1 ? NULL : pages;
}

void *file_sessions_make_segment(size_t length, int *segment) {
  *segment = shmget(IPC_PRIVATE, length, 0600);
  if (*segment < 0) return NULL;
  void *pages = file_sessions_attached(*segment);
  // Linux lets others attach it by its number all the same, for as long as somebody has it attached.
  shmctl(*segment, IPC_RMID, NULL);
  return pages;
}

void *file_sessions_attach_segment(int segment, size_t length) {
  struct shmid_ds state;
  if (shmctl(segment, IPC_STAT, &state) != 0 || state.shm_segsz != length || state.shm_perm.uid != geteuid()) return NULL;
  return file_sessions_attached(segment);
}

int file_sessions_detach_segment(void *pages) { return OR_ERROR(shmdt(pages)); }

int file_sessions_segment_users(int segment) {
  struct shmid_ds state;
  return shmctl(segment, IPC_STAT, &state) != 0 ? -errno : (int)state.shm_nattch;
}

uint64_t file_sessions_segment_namespace(void) {
  struct stat native;
  return stat("/proc/self/ns/ipc", &native) == 0 ? (uint64_t)native.st_ino : 0;
}

static _Atomic uint64_t *file_sessions_word(void *pages, size_t index) { return (_Atomic uint64_t *)pages + index; }
static _Atomic uint32_t *file_sessions_half(void *pages, size_t index) { return (_Atomic uint32_t *)pages + index; }

uint64_t file_sessions_word_load(void *pages, size_t index) {
  return atomic_load_explicit(file_sessions_word(pages, index), memory_order_seq_cst);
}

int file_sessions_word_exchange(void *pages, size_t index, uint64_t *expected, uint64_t desired) {
  return atomic_compare_exchange_strong_explicit(
      file_sessions_word(pages, index), expected, desired, memory_order_seq_cst, memory_order_seq_cst);
}

uint32_t file_sessions_half_load(void *pages, size_t index) {
  return atomic_load_explicit(file_sessions_half(pages, index), memory_order_seq_cst);
}

void file_sessions_half_store(void *pages, size_t index, uint32_t value) {
  atomic_store_explicit(file_sessions_half(pages, index), value, memory_order_seq_cst);
}

uint32_t file_sessions_half_add(void *pages, size_t index, uint32_t value) {
  return atomic_fetch_add_explicit(file_sessions_half(pages, index), value, memory_order_seq_cst) + value;
}

// Never FUTEX_PRIVATE_FLAG: the word is in a mapping that several processes share.
int file_sessions_half_wait(void *pages, size_t index, uint32_t expected, int64_t nanoseconds) {
#ifdef __linux__
  struct timespec time = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  return (int)OR_ERROR(syscall(SYS_futex, file_sessions_half(pages, index), FUTEX_WAIT, expected, &time, NULL, 0));
#else
  (void)pages, (void)index, (void)expected, (void)nanoseconds;
  return -ENOSYS;
#endif
}

int file_sessions_half_wake(void *pages, size_t index, int count) {
#ifdef __linux__
  return (int)OR_ERROR(syscall(SYS_futex, file_sessions_half(pages, index), FUTEX_WAKE, count, NULL, NULL, 0));
#else
  (void)pages, (void)index, (void)count;
  return -ENOSYS;
#endif
}
