#include "CAllocationCounter.h"

#include <errno.h>
#include <features.h>
#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define ALLOCATION_COUNTER_SANITIZED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(ALLOCATION_COUNTER_SANITIZED)

static __thread int64_t allocation_count;
static __thread int allocation_counting;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t number, size_t size);
extern void *__libc_realloc(void *pointer, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static void allocation_note(void) {
  if (allocation_counting) allocation_count += 1;
}

void *malloc(size_t size) {
  allocation_note();
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  allocation_note();
  return __libc_calloc(number, size);
}

void *realloc(void *pointer, size_t size) {
  allocation_note();
  return __libc_realloc(pointer, size);
}

void *memalign(size_t alignment, size_t size) {
  allocation_note();
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **pointer, size_t alignment, size_t size) {
  if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
  void *made = memalign(alignment, size);
  if (!made) return ENOMEM;
  *pointer = made;
  return 0;
}

int allocation_counter_is_available(void) { return 1; }

void allocation_counter_begin(void) {
  allocation_count = 0;
  allocation_counting = 1;
}

int64_t allocation_counter_end(void) {
  allocation_counting = 0;
  return allocation_count;
}

#else

int allocation_counter_is_available(void) { return 0; }
void allocation_counter_begin(void) {}
int64_t allocation_counter_end(void) { return 0; }

#endif
