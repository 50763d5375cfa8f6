#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static char docroot[PATH_MAX];

int set_docroot(const char *dir)
{
    return realpath(dir, docroot) != NULL ? 0 : -1;
}

int open_page(const char *url_path)
{
    char full[PATH_MAX];
    int n = snprintf(full, sizeof full, "%s/%s", docroot, url_path);

    if (n < 0 || (size_t)n >= sizeof full)
        return -1;
    return open(full, O_RDONLY | O_CLOEXEC);
}

int open_asset(const char *url_path)
{
    char full[PATH_MAX];
    char real[PATH_MAX];
    size_t len = strlen(docroot);
    int n = snprintf(full, sizeof full, "%s/%s", docroot, url_path);

    if (n < 0 || (size_t)n >= sizeof full || realpath(full, real) == NULL)
        return -1;
    if (strncmp(real, docroot, len) != 0 || real[len] != '/')
        return -1;
    return open(real, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}

int save_snapshot(const char *target, const void *data, size_t len)
{
    int fd;

    if (access(target, F_OK) == 0)
        return -1;
    fd = open(target, O_WRONLY | O_CREAT, 0644);
    if (fd < 0)
        return -1;
    if (write(fd, data, len) != (ssize_t)len) {
        close(fd);
        return -1;
    }
    return close(fd);
}

int save_once(const char *target, const void *data, size_t len)
{
    int fd = open(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);

    if (fd < 0)
        return -1;
    if (write(fd, data, len) != (ssize_t)len) {
        close(fd);
        return -1;
    }
    return close(fd);
}

off_t regular_size(int fd)
{
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return -1;
    return st.st_size;
}

char *slurp(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    char *buf;
    long size;

    if (f == NULL)
        return NULL;
    if (fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0) {
        return NULL;
    }
    rewind(f);
    buf = malloc((size_t)size + 1);
    if (buf == NULL) {
        fclose(f);
        return NULL;
    }
    *len = fread(buf, 1, (size_t)size, f);
    buf[*len] = '\0';
    fclose(f);
    return buf;
}

int first_line(const char *path, char *out, size_t size)
{
    FILE *f = fopen(path, "r");
    int ok;

    ok = fgets(out, (int)size, f) != NULL;
    fclose(f);
    return ok ? 0 : -1;
}

int drop_privileges(uid_t uid, gid_t gid)
{
    setgid(gid);
    if (setuid(uid) != 0)
        return -1;
    return 0;
}
