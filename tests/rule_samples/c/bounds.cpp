#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <algorithm>
#include <string>

struct Header { unsigned short length; unsigned char kind; };

void header_name(const char *line) {
    char name[32];
    int i = 0;
    while (line[i] != ':' && line[i] != '\0') {
        // ruleid: c-buffer-overflow-loop
        name[i] = line[i];
        i++;
    }
    publish(name);
}

void first_word(const char *p) {
    char word[64];
    char *out = word;
    while (*p && *p != ' ')
        // ruleid: c-buffer-overflow-loop
        *out++ = *p++;
    *out = '\0';
    publish(word);
}

void header_name_bounded(const char *line) {
    char name[32];
    size_t i = 0;
    while (line[i] != '\0' && i < sizeof(name) - 1) {
        // ok: c-buffer-overflow-loop
        name[i] = line[i];
        i++;
    }
    publish(name);
}

void header_name_stops(const char *line) {
    char name[32];
    int i = 0;
    while (line[i] != '\0') {
        if (i == 31) break;
        // ok: c-buffer-overflow-loop
        name[i] = line[i];
        i++;
    }
    publish(name);
}

void on_message(const unsigned char *message) {
    char body[128];
    unsigned short size = message[0] << 8 | message[1];
    // ruleid: c-buffer-overflow-length
    memcpy(body, message + 2, size);
}

void on_header(struct Header *header, const char *data) {
    char body[128];
    // ruleid: c-buffer-overflow-received
    memcpy(body, data, header->length);
}

void on_datagram(int fd) {
    char packet[2048];
    char body[128];
    ssize_t got = recv(fd, packet, sizeof(packet), 0);
    if (got <= 0) return;
    // ruleid: c-buffer-overflow-length
    memcpy(body, packet, got);
}

void on_header_checked(struct Header *header, const char *data) {
    char body[128];
    if (header->length > sizeof(body)) return;
    // ok: c-buffer-overflow-received
    memcpy(body, data, header->length);
}

void on_message_checked(const unsigned char *message) {
    char body[128];
    unsigned short size = message[0] << 8 | message[1];
    if (size > sizeof(body)) {
        return;
    }
    // ok: c-buffer-overflow-received
    memcpy(body, message + 2, size);
}

void remember(const std::string &name) {
    char kept[32];
    // ruleid: c-buffer-overflow
    std::strcpy(kept, name.c_str());
    publish(kept);
}

void remember_bytes(const std::string &data) {
    char kept[32];
    // ruleid: c-buffer-overflow
    memcpy(kept, data.data(), data.size());
    publish(kept);
}

void remember_checked(const std::string &data) {
    char kept[32];
    if (data.size() >= sizeof(kept)) return;
    // ok: c-buffer-overflow
    memcpy(kept, data.data(), data.size());
    publish(kept);
}

void remember_part(const std::string &data) {
    char kept[32];
    // ok: c-buffer-overflow
    memcpy(kept, data.data(), std::min(data.size(), sizeof(kept)));
    publish(kept);
}

int chosen(char **argv) {
    int sizes[4] = {1, 2, 4, 8};
    int which = atoi(argv[1]);
    // ruleid: c-buffer-overflow-index
    // ruleid: c-buffer-overflow-signed
    return sizes[which];
}

int slot(const unsigned char *packet) {
    int slots[16] = {0};
    unsigned short at = ntohs(*(const unsigned short *)packet);
    // ruleid: c-buffer-overflow-index
    // ruleid: c-buffer-overflow-signed
    slots[at] = 1;
    return slots[0];
}

int chosen_checked(char **argv) {
    int sizes[4] = {1, 2, 4, 8};
    int which = atoi(argv[1]);
    if (which < 0 || which >= 4) return 0;
    // ok: c-buffer-overflow-index
    return sizes[which];
}

int chosen_wrapped(char **argv) {
    int sizes[4] = {1, 2, 4, 8};
    int which = atoi(argv[1]);
    // ok: c-buffer-overflow-index
    return sizes[which & 3];
}

void *text(const unsigned char *packet) {
    unsigned length = ntohl(*(const unsigned *)packet);
    // ruleid: c-integer-overflow-sum
    return malloc(length + 1);
}

void body(int length, const char *data) {
    char kept[64];
    if (length > 64) return;
    // ruleid: c-integer-overflow-limit
    memcpy(kept, data, length);
    publish(kept);
}

void *text_checked(const unsigned char *packet) {
    unsigned length = ntohl(*(const unsigned *)packet);
    if (length > 65535) return NULL;
    // ok: c-integer-overflow
    return malloc(length + 1);
}

void body_checked(int length, const char *data) {
    char kept[64];
    if (length < 0) return;
    if (length > 64) return;
    // ok: c-integer-overflow-length
    memcpy(kept, data, length);
    publish(kept);
}
