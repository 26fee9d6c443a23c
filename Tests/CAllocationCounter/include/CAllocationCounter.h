#ifndef C_ALLOCATION_COUNTER_H
#define C_ALLOCATION_COUNTER_H

// Counts what a thread takes from the heap between two points.
//
// malloc and its relatives are defined here, in the program itself, so that every library in it comes by: they count
// where counting is on for the thread, and go on to glibc's own. Freeing is left as it is.

#include <stdint.h>

// 1 where counting works: with glibc, and not under a sanitizer, which has a heap of its own.
int allocation_counter_is_available(void);
void allocation_counter_begin(void);
// How many allocations there were since the beginning. Growing one counts as another.
int64_t allocation_counter_end(void);

#endif
