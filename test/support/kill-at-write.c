/*
 * Preloaded into a process under test: kills it at its Nth change of a file, before the change (KILL_MODE=before) or after
 * half of the bytes were written (KILL_MODE=torn). Calls that change files are counted in all threads; pipes and terminals
 * are not. With KILL_AT=0 nothing is killed and each change is noted in KILL_LIST_FILE as one line: call, space, path.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long changes;
static long kill_at = -1;
static int torn;
static int list = -1;

__attribute__((constructor)) static void start(void) {
  const char *at = getenv("KILL_AT");
  const char *mode = getenv("KILL_MODE");
  const char *file = getenv("KILL_LIST_FILE");
  kill_at = at == NULL ? 0 : atol(at);
  torn = mode != NULL && strcmp(mode, "torn") == 0;
  if (kill_at == 0 && file != NULL) list = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int is_file(int fd) {
  struct stat facts;
  return fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);
}

/* True where this very change is the one to die at. The list is written past the calls that are counted. */
static int due(const char *call, const char *path) {
  long number = atomic_fetch_add(&changes, 1) + 1;
  if (list >= 0) {
    char line[PATH_MAX + 32];
    int length = snprintf(line, sizeof line, "%s %s\n", call, path);
    if (syscall(SYS_write, list, line, length) < 0) abort();
  }
  return number == kill_at;
}

static int due_at(const char *call, int fd) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  path[length < 0 ? 0 : length] = 0;
  return due(call, path);
}

static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t length) {
  if (is_file(fd) && due_at("write", fd)) { if (torn) REAL(write)(fd, bytes, length / 2); die(); }
  return REAL(write)(fd, bytes, length);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  if (is_file(fd) && due_at("pwrite", fd)) { if (torn) REAL(pwrite)(fd, bytes, length / 2, offset); die(); }
  return REAL(pwrite)(fd, bytes, length, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  if (is_file(fd) && due_at("pwrite64", fd)) { if (torn) REAL(pwrite64)(fd, bytes, length / 2, offset); die(); }
  return REAL(pwrite64)(fd, bytes, length, offset);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (is_file(fd) && due_at("writev", fd)) { if (torn && count > 0) REAL(write)(fd, parts[0].iov_base, parts[0].iov_len / 2); die(); }
  return REAL(writev)(fd, parts, count);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  if (is_file(fd) && due_at("pwritev", fd)) { if (torn && count > 0) REAL(pwrite)(fd, parts[0].iov_base, parts[0].iov_len / 2, offset); die(); }
  return REAL(pwritev)(fd, parts, count, offset);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
  if (is_file(fd) && due_at("pwritev64", fd)) { if (torn && count > 0) REAL(pwrite64)(fd, parts[0].iov_base, parts[0].iov_len / 2, offset); die(); }
  return REAL(pwritev64)(fd, parts, count, offset);
}
int fsync(int fd) { if (due_at("fsync", fd)) die(); return REAL(fsync)(fd); }
int fdatasync(int fd) { if (due_at("fdatasync", fd)) die(); return REAL(fdatasync)(fd); }
int ftruncate(int fd, off_t length) { if (is_file(fd) && due_at("ftruncate", fd)) die(); return REAL(ftruncate)(fd, length); }
int ftruncate64(int fd, off64_t length) { if (is_file(fd) && due_at("ftruncate64", fd)) die(); return REAL(ftruncate64)(fd, length); }
int rename(const char *from, const char *to) { if (due("rename", to)) die(); return REAL(rename)(from, to); }
int link(const char *from, const char *to) { if (due("link", to)) die(); return REAL(link)(from, to); }
int unlink(const char *name) { if (due("unlink", name)) die(); return REAL(unlink)(name); }
