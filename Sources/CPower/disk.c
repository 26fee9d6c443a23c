#define _GNU_SOURCE
#include "CPower.h"

#include <errno.h>

#ifdef __linux__
#include <fcntl.h>
#include <linux/fuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

// The kernel's FUSE protocol, as much of it as one file needs: a root directory (node 1) with `disk` in it (node 2).

enum { ROOT = FUSE_ROOT_ID, DISK = 2, LARGEST_WRITE = 1 << 20 };

struct disk {
  int connection, backing, log;
  uint64_t size;
  char *answer;
};

int file_sessions_mount_disk(const char *directory) {
  int connection = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (connection < 0) return -errno;
  char options[96];
  snprintf(options, sizeof options, "fd=%d,rootmode=40755,user_id=0,group_id=0", connection);
  if (mount("file-sessions-power", directory, "fuse", MS_NOSUID | MS_NODEV | MS_NOATIME, options) == 0) return connection;
  int failure = errno;
  close(connection);
  return -failure;
}

static void reply(struct disk *disk, uint64_t unique, int error, const void *bytes, size_t count) {
  struct fuse_out_header header = {.len = (uint32_t)(sizeof header + count), .error = error, .unique = unique};
  struct iovec parts[2] = {{&header, sizeof header}, {(void *)bytes, count}};
  // Who asked may be gone by now (ENOENT): nobody is left to be told.
  if (writev(disk->connection, parts, count > 0 ? 2 : 1) < 0) return;
}

static struct fuse_attr attributes(struct disk *disk, uint64_t node) {
  struct fuse_attr found = {.ino = node, .nlink = node == ROOT ? 2 : 1, .blksize = 4096};
  found.mode = node == ROOT ? S_IFDIR | 0755 : S_IFREG | 0600;
  found.size = node == ROOT ? 0 : disk->size;
  found.blocks = found.size / 512;
  return found;
}

static void look_up(struct disk *disk, uint64_t unique, const char *name) {
  if (strcmp(name, "disk") != 0) return reply(disk, unique, -ENOENT, NULL, 0);
  struct fuse_entry_out entry = {.nodeid = DISK, .generation = 1, .entry_valid = 3600, .attr_valid = 3600};
  entry.attr = attributes(disk, DISK);
  reply(disk, unique, 0, &entry, sizeof entry);
}

static void tell_attributes(struct disk *disk, uint64_t unique, uint64_t node) {
  struct fuse_attr_out found = {.attr_valid = 3600, .attr = attributes(disk, node)};
  reply(disk, unique, 0, &found, sizeof found);
}

static void greet(struct disk *disk, uint64_t unique, const struct fuse_init_in *asked) {
  // Without FUSE_WRITEBACK_CACHE: each write of the loop device is here before it counts as done, in its order.
  struct fuse_init_out answer = {
    .major = FUSE_KERNEL_VERSION,
    .minor = FUSE_KERNEL_MINOR_VERSION,
    .max_readahead = asked->max_readahead,
    .flags = asked->flags & (FUSE_BIG_WRITES | FUSE_MAX_PAGES),
    .max_background = 16,
    .congestion_threshold = 12,
    .max_write = LARGEST_WRITE,
    .time_gran = 1,
    .max_pages = LARGEST_WRITE / 4096,
  };
  reply(disk, unique, 0, &answer, sizeof answer);
}

static void read_disk(struct disk *disk, uint64_t unique, const struct fuse_read_in *asked) {
  size_t count = asked->size > LARGEST_WRITE ? LARGEST_WRITE : asked->size;
  ssize_t result = pread(disk->backing, disk->answer, count, (off_t)asked->offset);
  if (result < 0) reply(disk, unique, -errno, NULL, 0);
  else reply(disk, unique, 0, disk->answer, (size_t)result);
}

// The log comes first: what was answered is in it.
static int note(struct disk *disk, uint64_t offset, const void *bytes, uint64_t count) {
  struct file_sessions_log_entry entry = {offset, count};
  struct iovec parts[2] = {{&entry, sizeof entry}, {(void *)bytes, count}};
  ssize_t result = writev(disk->log, parts, count > 0 ? 2 : 1);
  return result == (ssize_t)(sizeof entry + count) ? 0 : -EIO;
}

static void write_disk(struct disk *disk, uint64_t unique, const struct fuse_write_in *asked) {
  const void *bytes = asked + 1;
  int noted = note(disk, asked->offset, bytes, asked->size);
  if (noted != 0) return reply(disk, unique, noted, NULL, 0);
  ssize_t result = pwrite(disk->backing, bytes, asked->size, (off_t)asked->offset);
  if (result < 0) return reply(disk, unique, -errno, NULL, 0);
  struct fuse_write_out answer = {.size = (uint32_t)result};
  reply(disk, unique, 0, &answer, sizeof answer);
}

static void answer(struct disk *disk, const struct fuse_in_header *header, const void *body) {
  uint64_t unique = header->unique;
  switch (header->opcode) {
  case FUSE_INIT: return greet(disk, unique, body);
  case FUSE_LOOKUP: return look_up(disk, unique, body);
  case FUSE_GETATTR:
  case FUSE_SETATTR: return tell_attributes(disk, unique, header->nodeid);
  case FUSE_OPEN: {
    struct fuse_open_out opened = {0};
    return reply(disk, unique, 0, &opened, sizeof opened);
  }
  case FUSE_READ: return read_disk(disk, unique, body);
  case FUSE_WRITE: return write_disk(disk, unique, body);
  case FUSE_FSYNC: return reply(disk, unique, note(disk, 0, NULL, 0), NULL, 0);
  case FUSE_STATFS: {
    struct fuse_statfs_out room = {.st = {.bsize = 4096, .frsize = 4096, .namelen = 255, .blocks = disk->size / 4096}};
    return reply(disk, unique, 0, &room, sizeof room);
  }
  case FUSE_FLUSH:
  case FUSE_RELEASE:
  case FUSE_ACCESS:
  case FUSE_DESTROY: return reply(disk, unique, 0, NULL, 0);
  // These two are not answered.
  case FUSE_FORGET:
  case FUSE_BATCH_FORGET: return;
  // Discards among them: a loop device that meets one writes zeros instead.
  default: return reply(disk, unique, -ENOSYS, NULL, 0);
  }
}

int file_sessions_serve_disk(int connection, int backing, int log, uint64_t size) {
  size_t room = LARGEST_WRITE + 4096;
  char *request = malloc(room);
  struct disk disk = {connection, backing, log, size, malloc(LARGEST_WRITE)};
  int result = request && disk.answer ? 0 : -ENOMEM;
  while (result == 0) {
    ssize_t count = read(connection, request, room);
    if (count > 0) answer(&disk, (const struct fuse_in_header *)request, request + sizeof(struct fuse_in_header));
    // Unmounted.
    else if (errno == ENODEV) break;
    // ENOENT: the request was taken back before it was read.
    else if (errno != EINTR && errno != EAGAIN && errno != ENOENT) result = -errno;
  }
  free(disk.answer);
  free(request);
  return result;
}
#else
int file_sessions_mount_disk(const char *directory) { return (void)directory, -ENOSYS; }
int file_sessions_serve_disk(int connection, int backing, int log, uint64_t size) {
  return (void)connection, (void)backing, (void)log, (void)size, -ENOSYS;
}
#endif
