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
    text[sizeof(text)] = '\0';
    // ok: c-off-by-one
    text[sizeof(text) - 1] = '\0';
}

int *table(int rows, int cols)
{
    // ruleid: c-integer-overflow
    return malloc(rows * sizeof(int) * cols);
}

int *grid(unsigned int count)
{
    // ruleid: c-integer-overflow
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
