#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void greet(const char *name)
{
    char buf[32];
    // ruleid: c-buffer-overflow
    strcpy(buf, name);
    // ruleid: c-buffer-overflow
    sprintf(buf, "hello %s", name);
    // ok: c-buffer-overflow
    snprintf(buf, sizeof(buf), "hello %s", name);
    // ok: c-buffer-overflow
    strcpy(buf, "nobody");
    // ruleid: c-buffer-overflow
    strcat(buf, name);
    puts(buf);
}

int ask(void)
{
    char line[64];
    // ruleid: c-buffer-overflow
    gets(line);
    // ruleid: c-buffer-overflow
    scanf("%s", line);
    // ok: c-buffer-overflow
    scanf("%63s", line);
    // ok: c-buffer-overflow
    sprintf(line, "%d", 12);
    return 0;
}

char *copy(const char *s)
{
    char *out = malloc(strlen(s) + 1);
    if (out == NULL)
        return NULL;
    // ok: c-buffer-overflow
    strcpy(out, s);
    return out;
}

void packet(const unsigned char *data, size_t len)
{
    char buf[128];
    // ruleid: c-buffer-overflow-length
    memcpy(buf, data, len);
}

void packet_checked(const unsigned char *data, size_t len)
{
    char buf[128];
    if (len > sizeof(buf))
        return;
    // ok: c-buffer-overflow-length
    memcpy(buf, data, len);
}

int message(int fd, struct header *h)
{
    char buf[128];
    int n = ntohl(h->length);
    // ruleid: c-buffer-overflow-length
    // ruleid: c-buffer-overflow-unchecked
    memcpy(buf, h->body, n);
    // ok: c-buffer-overflow-length
    memcpy(buf, h->body, sizeof(buf));
    return 0;
}

void fill(void)
{
    int values[10];
    for (int i = 0; i <= 10; i++) {
        // ruleid: c-off-by-one
        values[i] = 0;
    }
    // ok: c-off-by-one
    for (int i = 0; i < 10; i++) {
        values[i] = 0;
    }
    int i;
    char text[16];
    for (i = 0; i <= 16; i++)
        // ruleid: c-off-by-one
        text[i] = ' ';
    // ruleid: c-off-by-one
    // ruleid: c-off-by-one-zero
    text[sizeof(text)] = '\0';
    // ok: c-off-by-one
    text[sizeof(text) - 1] = '\0';
}

int *table(int rows, int cols)
{
    // ruleid: c-integer-overflow-parameter
    return malloc(rows * sizeof(int) * cols);
}

int *grid(unsigned int count)
{
    // ruleid: c-integer-overflow-parameter
    int *p = malloc(count * sizeof(int));
    // ok: c-integer-overflow
    int *q = calloc(count, sizeof(int));
    return p;
}

int *grid_checked(size_t count)
{
    if (count > SIZE_MAX / sizeof(int))
        return NULL;
    // ok: c-integer-overflow
    return malloc(count * sizeof(int));
}

int grow_rooms(const unsigned int floor)
{
    struct floor *f = &floors[floor];
    size_t wanted = f->rooms ? f->rooms * 2 : 16;
    // ok: c-integer-overflow, c-integer-overflow-parameter
    void *list = realloc(f->list, wanted * sizeof(void *));
    if (!list)
        return 0;
    f->list = list;
    return 1;
}

int *more_rooms(unsigned int floor)
{
    // ok: c-integer-overflow-parameter
    return malloc(rooms[floor] * sizeof(int));
}

int *cells_of(const unsigned char *packet)
{
    unsigned int cells = ntohl(*(const unsigned int *)packet);
    // ruleid: c-integer-overflow
    return malloc(cells * sizeof(int));
}

int *cells_named(char **argv)
{
    unsigned int cells = strtoul(argv[1], NULL, 10);
    // ruleid: c-integer-overflow
    return malloc(cells * 4);
}

int *page(struct stream *in)
{
    uint32_t lines = read_u32(in);
    // ruleid: c-integer-overflow-size
    uint32_t total = lines * 80;
    return malloc(total);
}

int *page_bounded(struct stream *in)
{
    uint32_t lines = read_u32(in);
    if (lines > 1000)
        return NULL;
    // ok: c-integer-overflow-size
    uint32_t total = lines * 80;
    return malloc(total);
}

void greeting(const unsigned char *packet, const char *data)
{
    char kept[64];
    int length = ntohl(*(const int *)packet);
    if (length > 64)
        return;
    // ruleid: c-integer-overflow-length, c-integer-overflow-limit
    memcpy(kept, data, length);
    publish(kept);
}

void farewell(int fd, char **argv)
{
    char kept[32];
    int length = atoi(argv[1]);
    if (length > (int)sizeof(kept))
        return;
    // ruleid: c-integer-overflow-length, c-integer-overflow-limit
    use(read(fd, kept, length) == length);
}

void gather(struct job *job, const char *from)
{
    int at;
    for (at = 0; at < job->count; at++) {
        struct iovec *piece = &job->pieces[at];
        // ok: c-integer-overflow-length, c-integer-overflow-limit
        memcpy(piece->iov_base, from, piece->iov_len);
    }
}

void address_of(struct place *place, const struct sockaddr *from, int length)
{
    if (length < 0 || length > (int)sizeof(place->address))
        return;
    // ok: c-integer-overflow-limit
    memcpy(&place->address, from, length);
}

FILE *settings_of(const char *path)
{
    if (access(path, F_OK) == -1)
        return NULL;
    // ruleid: c-toctou
    return fopen(path, "r");
}

int settings_fd(const char *path)
{
    if (access(path, R_OK) != 0)
        return -1;
    // ruleid: c-toctou
    return open(path, O_RDONLY);
}

FILE *settings_or_none(const char *path, const char *other)
{
    // ok: c-toctou
    FILE *f = fopen(path, "r");
    if (f || access(path, F_OK) == 0)
        return f;
    // ok: c-toctou
    return fopen(other, "r");
}

void finish(struct pending *waiting)
{
    keep_or_free(waiting);
    struct task *task = &waiting->task;
    if (task->parts) {
        // ok: c-double-free
        free(task->parts);
        task->parts = NULL;
    }
}

void finish_parts(struct task *task)
{
    parts_free(task);
    // ruleid: c-use-after-free
    // ok: c-double-free
    // ruleid: c-use-after-free-owner
    free(task->parts);
}

void same_rights(const char *to, const struct stat *from)
{
    // ok: c-bug-permissions
    chmod(to, from->st_mode & 07777);
    // ok: c-bug-permissions
    mode_t before = umask(0);
    umask(before);
}
