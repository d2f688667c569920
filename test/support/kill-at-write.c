/*
 * Preloaded into a process under test: kills it at its Nth change of a file, before the change (KILL_MODE=before) or after
 * half of the bytes were written (KILL_MODE=torn). Calls that change files are counted in all threads; pipes and terminals
 * are not. With KILL_AT=0 nothing is killed and the number of changes is written to KILL_COUNT_FILE at exit.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long changes;
static long kill_at = -1;
static int torn;

static void setup(void) {
  const char *at = getenv("KILL_AT");
  const char *mode = getenv("KILL_MODE");
  kill_at = at == NULL ? 0 : atol(at);
  torn = mode != NULL && strcmp(mode, "torn") == 0;
}

__attribute__((constructor)) static void start(void) { setup(); }

__attribute__((destructor)) static void finish(void) {
  const char *file = getenv("KILL_COUNT_FILE");
  if (file == NULL || kill_at != 0) return;
  FILE *out = fopen(file, "w");
  if (out == NULL) return;
  fprintf(out, "%ld\n", atomic_load(&changes));
  fclose(out);
}

static int is_file(int fd) {
  struct stat facts;
  return fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);
}

/* True where this very change is the one to die at. */
static int due(void) { return atomic_fetch_add(&changes, 1) + 1 == kill_at; }

static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t length) {
  if (is_file(fd) && due()) { if (torn) REAL(write)(fd, bytes, length / 2); die(); }
  return REAL(write)(fd, bytes, length);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  if (is_file(fd) && due()) { if (torn) REAL(pwrite)(fd, bytes, length / 2, offset); die(); }
  return REAL(pwrite)(fd, bytes, length, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  if (is_file(fd) && due()) { if (torn) REAL(pwrite64)(fd, bytes, length / 2, offset); die(); }
  return REAL(pwrite64)(fd, bytes, length, offset);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (is_file(fd) && due()) { if (torn && count > 0) REAL(write)(fd, parts[0].iov_base, parts[0].iov_len / 2); die(); }
  return REAL(writev)(fd, parts, count);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  if (is_file(fd) && due()) { if (torn && count > 0) REAL(pwrite)(fd, parts[0].iov_base, parts[0].iov_len / 2, offset); die(); }
  return REAL(pwritev)(fd, parts, count, offset);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
  if (is_file(fd) && due()) { if (torn && count > 0) REAL(pwrite64)(fd, parts[0].iov_base, parts[0].iov_len / 2, offset); die(); }
  return REAL(pwritev64)(fd, parts, count, offset);
}
int fsync(int fd) { if (due()) die(); return REAL(fsync)(fd); }
int fdatasync(int fd) { if (due()) die(); return REAL(fdatasync)(fd); }
int ftruncate(int fd, off_t length) { if (is_file(fd) && due()) die(); return REAL(ftruncate)(fd, length); }
int ftruncate64(int fd, off64_t length) { if (is_file(fd) && due()) die(); return REAL(ftruncate64)(fd, length); }
int rename(const char *from, const char *to) { if (due()) die(); return REAL(rename)(from, to); }
int link(const char *from, const char *to) { if (due()) die(); return REAL(link)(from, to); }
int unlink(const char *name) { if (due()) die(); return REAL(unlink)(name); }
