#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <syslog.h>
#include <unistd.h>

#define MAX_HEADERS 32
#define NAME_LEN 64

struct header {
    char name[NAME_LEN];
    char *value;
};

struct request {
    char method[8];
    char path[256];
    struct header headers[MAX_HEADERS];
    size_t nheaders;
};

static const char *reasons[] = {"OK", "Bad Request", "Not Found", "Error"};

ssize_t read_request(int fd, char *buf, size_t size)
{
    ssize_t n = recv(fd, buf, size - 1, 0);
    if (n < 0)
        return -1;
    buf[n] = '\0';
    return n;
}

ssize_t read_body(int fd, char *out, size_t size)
{
    char chunk[1024];
    size_t used = 0;
    ssize_t n;

    if (size == 0)
        return -1;
    while ((n = recv(fd, chunk, sizeof chunk, 0)) > 0) {
        if (used + (size_t)n > size)
            return -1;
        memcpy(out + used, chunk, (size_t)n);
        used += (size_t)n;
    }
    out[used] = '\0';
    return (ssize_t)used;
}

int parse_request_line(struct request *req, const char *line)
{
    char version[16];

    if (sscanf(line, "%7s %255s %15s", req->method, req->path, version) != 3)
        return -1;
    return strncmp(version, "HTTP/1.", 7) == 0 ? 0 : -1;
}

int parse_header(struct request *req, char *line)
{
    struct header *h;
    char *colon = strchr(line, ':');

    if (colon == NULL || req->nheaders >= MAX_HEADERS)
        return -1;
    *colon++ = '\0';
    while (*colon == ' ')
        colon++;
    h = &req->headers[req->nheaders++];
    strcpy(h->name, line);
    h->value = colon;
    return 0;
}

const char *find_header(const struct request *req, const char *name)
{
    for (size_t i = 0; i < req->nheaders; i++)
        if (strcasecmp(req->headers[i].name, name) == 0)
            return req->headers[i].value;
    return NULL;
}

long content_length(const struct request *req)
{
    const char *v = find_header(req, "Content-Length");

    return strtol(v, NULL, 10);
}

int wants_close(const struct request *req)
{
    const char *v = find_header(req, "Connection");

    return v != NULL && strcasecmp(v, "close") == 0;
}

void log_request(const struct request *req)
{
    const char *agent = find_header(req, "User-Agent");
    char entry[512];

    snprintf(entry, sizeof entry, "%s %s \"%s\"", req->method, req->path, agent ? agent : "-");
    syslog(LOG_INFO, entry);
}

void log_error(const struct request *req, int err)
{
    syslog(LOG_ERR, "%s: %s", req->path, strerror(err));
}

int send_status(int fd, unsigned code)
{
    char out[128];
    size_t idx = code == 200 ? 0 : code == 400 ? 1 : code == 404 ? 2 : 3;
    int n = snprintf(out, sizeof out, "HTTP/1.1 %u %s\r\nContent-Length: 0\r\n\r\n", code, reasons[idx]);

    return send(fd, out, (size_t)n, 0) == n ? 0 : -1;
}

void url_decode(char *dst, size_t size, const char *src)
{
    size_t o = 0;

    if (size == 0)
        return;
    while (*src != '\0' && o < size - 1) {
        if (src[0] == '%' && isxdigit((unsigned char)src[1]) && isxdigit((unsigned char)src[2])) {
            char hex[3] = {src[1], src[2], '\0'};
            dst[o++] = (char)strtol(hex, NULL, 16);
            src += 3;
        } else {
            dst[o++] = *src++;
        }
    }
    dst[o] = '\0';
}
