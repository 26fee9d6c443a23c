#ifndef C_FILE_SESSIONS_PRIVATE_H
#define C_FILE_SESSIONS_PRIVATE_H

// Only for the .c files of this folder, and first in each: the define has to precede every libc header.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <errno.h>

#include "CFileSessions.h"

// The value of a call that says -1 on failure, or -errno.
#define OR_ERROR(call)              \
  ({                                \
    __typeof__(call) value = (call); \
    value == -1 ? -errno : value;   \
  })

#endif
