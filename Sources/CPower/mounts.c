#define _GNU_SOURCE
#include "CPower.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/btrfs.h>
#include <linux/loop.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>

int file_sessions_own_mounts(void) {
  if (unshare(CLONE_NEWNS) != 0) return -errno;
  // What is mounted here must not show up outside, where it would outlive this process.
  return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ? -errno : 0;
}

static int configure(int device, int file, const char *path) {
  struct loop_config config;
  memset(&config, 0, sizeof config);
  config.fd = (unsigned)file;
  config.info.lo_flags = LO_FLAGS_AUTOCLEAR;
  // The name that leftovers are told by.
  strncpy((char *)config.info.lo_file_name, path, LO_NAME_SIZE - 1);
  return ioctl(device, LOOP_CONFIGURE, &config) != 0 ? -errno : 0;
}

int file_sessions_attach_loop(const char *path, char *name) {
  int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
  if (control < 0) return -errno;
  int file = open(path, O_RDWR | O_CLOEXEC);
  int result = file < 0 ? -errno : -EBUSY;
  // Between the answer and the use of a free device somebody else may take it.
  for (int attempt = 0; file >= 0 && result == -EBUSY && attempt < 100; attempt++) {
    int number = ioctl(control, LOOP_CTL_GET_FREE);
    if (number < 0) {
      result = -errno;
      break;
    }
    snprintf(name, 32, "/dev/loop%d", number);
    int device = open(name, O_RDWR | O_CLOEXEC);
    if (device < 0) {
      result = -errno;
      break;
    }
    result = configure(device, file, path);
    if (result == 0) result = device;
    else close(device);
  }
  if (file >= 0) close(file);
  close(control);
  return result;
}

int file_sessions_detach_loop(const char *name) {
  int device = open(name, O_RDONLY | O_CLOEXEC);
  if (device < 0) return -errno;
  int result = ioctl(device, LOOP_CLR_FD) != 0 ? -errno : 0;
  close(device);
  return result;
}

int file_sessions_mount(const char *device, const char *directory, const char *type, const char *options) {
  return mount(device, directory, type, MS_NOATIME, options) != 0 ? -errno : 0;
}

int file_sessions_unmount(const char *directory, int is_lazy) {
  return umount2(directory, is_lazy ? MNT_DETACH : 0) != 0 ? -errno : 0;
}

int file_sessions_synchronize_file_system(const char *directory) {
  int descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return -errno;
  int result = syncfs(descriptor) != 0 ? -errno : 0;
  close(descriptor);
  return result;
}

int file_sessions_forget_btrfs(const char *name) {
  int control = open("/dev/btrfs-control", O_RDWR | O_CLOEXEC);
  if (control < 0) return -errno;
  struct btrfs_ioctl_vol_args arguments;
  memset(&arguments, 0, sizeof arguments);
  strncpy(arguments.name, name, sizeof arguments.name - 1);
  int result = ioctl(control, BTRFS_IOC_FORGET_DEV, &arguments) != 0 ? -errno : 0;
  close(control);
  return result;
}
#else
int file_sessions_own_mounts(void) { return -ENOSYS; }
int file_sessions_attach_loop(const char *file, char *device) { return (void)file, (void)device, -ENOSYS; }
int file_sessions_detach_loop(const char *device) { return (void)device, -ENOSYS; }
int file_sessions_mount(const char *device, const char *directory, const char *type, const char *options) {
  return (void)device, (void)directory, (void)type, (void)options, -ENOSYS;
}
int file_sessions_unmount(const char *directory, int is_lazy) { return (void)directory, (void)is_lazy, -ENOSYS; }
int file_sessions_synchronize_file_system(const char *directory) { return (void)directory, -ENOSYS; }
int file_sessions_forget_btrfs(const char *device) { return (void)device, -ENOSYS; }
#endif
