#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

int entry_text(const uint8_t *in, size_t left, char *out) {
    size_t at = 0;
    while (left > 0) {
        uint8_t step = *in;
        // ruleid: c-buffer-overflow-append
        memcpy(out + at, in + 1, step);
        at += step;
        in += step + 1;
        left -= step + 1;
    }
    return (int)at;
}

void rows(uint8_t *image, Source &source) {
    size_t at = 0;
    while (source.more()) {
        uint16_t run = source.next();
        // ruleid: c-buffer-overflow-append
        memset(image + at, 0xff, run);
        at += run;
    }
}

int entry_text_bounded(const uint8_t *in, char *out, size_t room) {
    size_t at = 0;
    uint8_t step = *in;
    if (at + step > room) return -1;
    // ok: c-buffer-overflow-append
    memcpy(out + at, in + 1, step);
    at += step;
    return (int)at;
}

void joined(char *all, const char *a, size_t a_size) {
    size_t at = 0;
    // ok: c-buffer-overflow-append
    memcpy(all + at, a, a_size);
    at += a_size;
}

void user_of(struct login *login, struct stream *in) {
    uint16_t size = read_u16(in);
    if (in->left < size) return;
    // ruleid: c-buffer-overflow-field
    memcpy(login->user, in->at, size);
}

void host_of(struct login *login, struct stream *in) {
    uint32_t size = ntohl(in->head);
    // ruleid: c-buffer-overflow-field
    // ruleid: c-buffer-overflow-unchecked
    memcpy(login->host, in->at, size);
}

void user_bounded(struct login *login, struct stream *in) {
    uint16_t size = read_u16(in);
    if (size > sizeof(login->user)) return;
    // ok: c-buffer-overflow-field
    memcpy(login->user, in->at, size);
}

void user_allocated(struct login *login, struct stream *in) {
    uint16_t size = read_u16(in);
    login->name = malloc(size);
    // ok: c-buffer-overflow-field
    // ruleid: c-buffer-overflow-unchecked
    memcpy(login->name, in->at, size);
}

void mark(int seat) {
    int seats[20];
    if (seat >= 0) {
        // ruleid: c-buffer-overflow-index-sign
        seats[seat] = 1;
    }
    use(seats);
}

struct track *track_at(struct album *album, int at) {
    if (at >= album->count) return NULL;
    // ruleid: c-buffer-overflow-index-sign
    // ruleid: c-buffer-overflow-signed
    return &album->tracks[at];
}

struct track *track_checked(struct album *album, int at) {
    if (at < 0 || at >= album->count) return NULL;
    // ok: c-buffer-overflow-index-sign
    return &album->tracks[at];
}

struct track *track_unsigned(struct album *album, unsigned at) {
    if (at >= album->count) return NULL;
    // ok: c-buffer-overflow-index-sign
    return &album->tracks[at];
}

void show_view(std::string_view title, const std::string &text) {
    // ruleid: c-buffer-overflow-view
    // ruleid: c-buffer-overflow-container
    puts(title.data());
    // ruleid: c-buffer-overflow-view
    use(fopen(title.data(), "r"));
    // ok: c-buffer-overflow-view
    puts(text.data());
    // ok: c-buffer-overflow-view
    puts(std::string(title).c_str());
}

void answer(int fd) {
    char line[80];
    ssize_t got = read(fd, line, sizeof(line));
    if (got < 0) return;
    // ruleid: c-off-by-one-end
    line[got] = '\0';
    use(line);
}

void answer_kept(const char *text, size_t size, char *kept, size_t cap) {
    if (size > cap) size = cap - 1;
    if (size > cap) return;
    memcpy(kept, text, size);
    // ruleid: c-off-by-one-end
    // ruleid: c-off-by-one-limit
    kept[size] = '\0';
}

void answer_shorter(int fd) {
    char line[80];
    ssize_t got = read(fd, line, sizeof(line) - 1);
    if (got < 0) return;
    // ok: c-off-by-one-end
    line[got] = '\0';
    use(line);
}

void answer_compared(const char *text, size_t size, char *kept, size_t cap) {
    if (size >= cap) return;
    // ok: c-off-by-one-end
    kept[size] = '\0';
}

int add_watch(struct watcher *watcher, char *path) {
    if (watcher->used > MAX_WATCHES) return -1;
    // ruleid: c-off-by-one-count
    // ruleid: c-off-by-one-limit
    watcher->paths[watcher->used] = path;
    return 0;
}

int add_rule(struct chain *chain, int port) {
    if (chain->length > RULES) return -1;
    // ruleid: c-off-by-one-count
    // ruleid: c-off-by-one-limit
    chain->rules[chain->length].port = port;
    return 0;
}

int add_watch_bounded(struct watcher *watcher, char *path) {
    if (watcher->used >= MAX_WATCHES) return -1;
    // ok: c-off-by-one-count
    watcher->paths[watcher->used] = path;
    return 0;
}

int add_last(struct watcher *watcher, char *path) {
    // ok: c-off-by-one-count
    watcher->paths[watcher->last] = path;
    return 0;
}

bool fits(uint32_t offset, uint32_t count) {
    uint16_t end;
    // ruleid: c-integer-overflow-narrow
    end = (uint16_t)(offset + count);
    if (end > LIMIT) return false;
    return true;
}

short loudness(const std::vector<short> &samples) {
    short sum = 0;
    for (auto sample : samples)
        // ruleid: c-integer-overflow-narrow
        sum = static_cast<short>(sum + sample);
    return sum;
}

bool fits_wide(uint32_t offset, uint32_t count) {
    uint64_t end = (uint64_t)offset + count;
    // ok: c-integer-overflow-narrow
    if (end > LIMIT) return false;
    return true;
}

uint16_t checksum(const uint16_t *words, size_t count) {
    uint16_t sum = 0;
    while (count--)
        // ok: c-integer-overflow-narrow
        sum = (uint16_t)(sum + *words++);
    return sum;
}

char last(const std::string &text) {
    // ruleid: c-integer-overflow-underflow
    return text[text.size() - 1];
}

size_t trimmed(const char *text) {
    // ruleid: c-integer-overflow-underflow
    size_t end = strlen(text) - 1;
    while (end > 0 && text[end] == ' ') end--;
    return end;
}

char last_checked(const std::string &text) {
    if (text.empty()) return ' ';
    // ok: c-integer-overflow-underflow
    return text[text.size() - 1];
}

char last_or(const std::string &text) {
    // ok: c-integer-overflow-underflow
    return text.empty() ? ' ' : text[text.size() - 1];
}

void payload(const uint8_t *head, uint8_t *out) {
    uint16_t all = head[0];
    uint8_t used = head[1];
    // ruleid: c-integer-overflow-difference
    size_t rest = all - used;
    take(out, head, rest);
}

void trailer(struct stream *in) {
    uint32_t all = in->total;
    uint32_t skip = read_u32(in);
    // ruleid: c-integer-overflow-difference
    size_t rest = all - skip;
    take(in, rest);
}

void payload_checked(const uint8_t *head, uint8_t *out) {
    uint16_t all = head[0];
    uint8_t used = head[1];
    if (all < used) return;
    // ok: c-integer-overflow-difference
    size_t rest = all - used;
    take(out, head, rest);
}

void payload_of(const char *start, const char *end) {
    // ok: c-integer-overflow-difference
    size_t rest = end - start;
    take(start, rest);
}

int *cells(struct stream *in) {
    uint32_t rows = read_u32(in);
    uint32_t columns = read_u32(in);
    // ruleid: c-integer-overflow-size
    // ruleid: c-integer-overflow-product
    uint32_t bytes = rows * columns;
    return malloc(bytes);
}

int *table(int rows, int columns) {
    // ruleid: c-integer-overflow-parameter
    return new int[rows * columns];
}

int *table_bounded(int rows, int columns) {
    if (rows > 100 || columns > 100) return nullptr;
    // ok: c-integer-overflow-parameter
    return new int[rows * columns];
}

int *table_wide(int rows, int columns) {
    // ok: c-integer-overflow-size
    return new int[(size_t)rows * columns];
}

void grow(struct list *list, char *old, size_t size) {
    char *grown = realloc(old, size);
    if (!grown) return;
    // ruleid: c-use-after-free-moved
    memcpy(grown + strlen(old), list->more, 1);
}
