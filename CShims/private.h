#ifndef C_FILE_SESSIONS_PRIVATE_H
#define C_FILE_SESSIONS_PRIVATE_H

// Only for the .c files of this folder, and first in each: the define has to precede every libc header.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
// Files over 2 GiB on 32-bit systems.
#define _FILE_OFFSET_BITS 64

#include <errno.h>

#include "CFileSessions.h"

// A descriptor that is none of the standard three, in the place of `descriptor`; negative where that is. See files.c.
int file_sessions_above_standard(int descriptor);

// The value of a call that says -1 on failure, or -errno.
#define OR_ERROR(call)              \
  ({                                \
    __typeof__(call) value = (call); \
    value == -1 ? -errno : value;   \
  })

#endif
