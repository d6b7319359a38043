/* Preloaded into a process under test: while the file $FLUSH_FAULT exists, flushing a file whose path contains $FLUSH_FAULT_FILES
   fails with EIO; with FLUSH_FAULT_KIND=lie it succeeds and does nothing, as a disk does that acknowledges from a cache without power. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int concerns(int file)
{
    const char *when = getenv("FLUSH_FAULT"), *files = getenv("FLUSH_FAULT_FILES");
    char link[64], path[PATH_MAX];
    ssize_t length;
    if (when == NULL || access(when, F_OK) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return files == NULL || strstr(path, files) != NULL;
}

static int flush(const char *name, int file)
{
    const char *kind = getenv("FLUSH_FAULT_KIND");
    if (!concerns(file)) return ((int (*)(int))dlsym(RTLD_NEXT, name))(file);
    if (kind != NULL && strcmp(kind, "lie") == 0) return 0;
    errno = EIO;
    return -1;
}

int fsync(int file) { return flush("fsync", file); }
int fdatasync(int file) { return flush("fdatasync", file); }
