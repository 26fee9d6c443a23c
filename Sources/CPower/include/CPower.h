#ifndef C_POWER_H
#define C_POWER_H

#include <stdint.h>

// What crash images need of Linux: a disk that is a file of a process, loop devices, mounts that go with the process.
// Each answers -errno on failure; -ENOSYS on other systems.

// One entry of a disk's log. `length` bytes follow; 0 stands for a flush.
struct file_sessions_log_entry {
  uint64_t offset;
  uint64_t length;
};

// Mounts a file system with one file, `disk`, that this process has to serve. Returns the descriptor to serve it by.
int file_sessions_mount_disk(const char *directory);

// Serves that file until it is unmounted. Its content lies in `backing`; each write and flush is appended to `log` before
// it is answered. 0 or -errno.
int file_sessions_serve_disk(int connection, int backing, int log, uint64_t size);

// Gives the calling thread, and what it starts, mounts of its own: they go with the last of them, however that ends.
int file_sessions_own_mounts(void);

// Puts a file behind a loop device, which goes with its last user. `device` (32 bytes) becomes its path. Returns the
// device's descriptor.
int file_sessions_attach_loop(const char *file, char *device);

// Takes a loop device that somebody left away from its file.
int file_sessions_detach_loop(const char *device);

int file_sessions_mount(const char *device, const char *directory, const char *type, const char *options);

// Where somebody still has it open it goes when they have gone.
int file_sessions_unmount(const char *directory, int is_lazy);

// syncfs(2)
int file_sessions_synchronize_file_system(const char *directory);

// Lets btrfs forget a device that is not mounted: of two with one identity it takes the later one.
int file_sessions_forget_btrfs(const char *device);

#endif
