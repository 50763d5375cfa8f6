#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define FIELD 48
#define MAX_ROUTES 64

struct route {
    char host[FIELD];
    char target[FIELD];
    unsigned weight;
};

struct table {
    struct route routes[MAX_ROUTES];
    unsigned used;
};

struct conn {
    int fd;
    char *in;
    size_t in_len;
    void (*on_close)(struct conn *);
};

static void copy_field(char *dst, const char *src)
{
    while (*src != '\0' && *src != ',')
        *dst++ = *src++;
    *dst = '\0';
}

static void copy_limited(char *dst, size_t size, const char *src)
{
    size_t i = 0;

    for (; src[i] != '\0' && src[i] != ',' && i + 1 < size; i++)
        dst[i] = src[i];
    dst[i] = '\0';
}

int add_route(struct table *t, const char *line)
{
    const char *comma = strchr(line, ',');
    struct route *r;

    if (comma == NULL || t->used >= MAX_ROUTES)
        return -1;
    r = &t->routes[t->used++];
    copy_field(r->host, line);
    copy_limited(r->target, sizeof r->target, comma + 1);
    r->weight = 1;
    return 0;
}

static void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void note(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
}

void report_peer(const struct conn *c)
{
    note(c->in);
}

void report_count(const struct table *t)
{
    note("%u routes\n", t->used);
}

static void conn_free(struct conn *c)
{
    free(c->in);
    free(c);
}

int on_readable(struct conn *c)
{
    ssize_t n = read(c->fd, c->in, c->in_len);

    if (n <= 0) {
        conn_free(c);
        if (c->on_close != NULL)
            c->on_close(c);
        return -1;
    }
    return 0;
}

int on_hangup(struct conn *c)
{
    void (*cb)(struct conn *) = c->on_close;

    if (cb != NULL)
        cb(c);
    conn_free(c);
    return -1;
}

static const struct route *lookup(const struct table *t, const char *host)
{
    for (unsigned i = 0; i < t->used; i++)
        if (strcmp(t->routes[i].host, host) == 0)
            return &t->routes[i];
    return NULL;
}

unsigned weight_of(const struct table *t, const char *host)
{
    return lookup(t, host)->weight;
}

unsigned weight_or_zero(const struct table *t, const char *host)
{
    const struct route *r = lookup(t, host);

    return r != NULL ? r->weight : 0;
}

static bool host_ok(const char *s)
{
    if (*s == '\0' || *s == '-')
        return false;
    for (; *s != '\0'; s++)
        if (!isalnum((unsigned char)*s) && *s != '.' && *s != '-')
            return false;
    return true;
}

int flush_host(const char *host)
{
    char *cmd = NULL;
    int rc;

    if (!host_ok(host) || asprintf(&cmd, "/usr/sbin/conntrack -D -d %s", host) < 0)
        return -1;
    rc = system(cmd);
    free(cmd);
    return rc;
}

int trace_host(const char *host)
{
    char *cmd = NULL;
    int rc;

    if (strchr(host, ';') != NULL || asprintf(&cmd, "traceroute %s", host) < 0)
        return -1;
    rc = system(cmd);
    free(cmd);
    return rc;
}

char *read_block(int fd, uint32_t count, uint32_t each)
{
    int32_t total = (int32_t)(count * each);
    char *buf;

    if (total > 65536)
        return NULL;
    buf = malloc(65536);
    if (buf != NULL && read(fd, buf, (size_t)total) < 0) {
        free(buf);
        return NULL;
    }
    return buf;
}

char *read_records(int fd, uint32_t count)
{
    char *buf;

    if (count > 1024)
        return NULL;
    buf = calloc(count + 1u, 64);
    if (buf != NULL && read(fd, buf, (size_t)count * 64) < 0) {
        free(buf);
        return NULL;
    }
    return buf;
}

int load_key(const char *path, unsigned char key[32])
{
    FILE *f = fopen(path, "rb");
    size_t n;

    if (f == NULL)
        return -1;
    n = fread(key, 1, 32, f);
    fclose(f);
    return n == 32 ? 0 : -1;
}
