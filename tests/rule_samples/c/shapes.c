/* Shapes of memory that careful code has as well: the rules that only hint. */

void cut(FILE *in, char *line)
{
    fgets(line, 80, in);
    // ruleid: c-buffer-overflow-end
    line[strlen(line) - 1] = '\0';
}

char *rtrim(char *text)
{
    // ruleid: c-buffer-overflow-end
    char *last = text + strlen(text) - 1; while (isspace((unsigned char)*last))
        *last-- = '\0';
    return text;
}

char *rtrim_bounded(char *text)
{
    char *last = text + strlen(text) - 1;
    // ok: c-buffer-overflow-end
    while (last >= text && isspace((unsigned char)*last))
        *last-- = '\0';
    return text;
}

void cut_known(FILE *in, char *line)
{
    fgets(line, 80, in);
    // ok: c-buffer-overflow-end
    line[strcspn(line, "\n")] = '\0';
}

// ruleid: c-buffer-overflow-pop
int pop(struct pile *pile) { return pile->at[--pile->used]; }

// ruleid: c-buffer-overflow-pop
int newest(std::vector<int> &all) { return all.back(); }

int pop_asked(struct pile *pile)
{
    if (pile->used == 0)
        return -1;
    // ok: c-buffer-overflow-pop
    return pile->at[--pile->used];
}

// ok: c-buffer-overflow-pop
int newest_asked(std::vector<int> &all) { return all.empty() ? 0 : all.back(); }

void pairs(const uint8_t *in, size_t n, struct sink *sink)
{
    size_t at = 0;
    // ruleid: c-buffer-overflow-pair
    while (at < n) { uint8_t times = in[at++]; put(sink, times, in[at++]); }
}

void pairs_asked(const uint8_t *in, size_t n, struct sink *sink)
{
    size_t at = 0;
    while (at + 1 < n) {
        uint8_t times = in[at++];
        // ok: c-buffer-overflow-pair
        put(sink, times, in[at++]);
    }
}

void unhex(const char *digits, struct sink *sink)
{
    while (*digits) {
        put(sink, nibbles(digits), 1);
        // ruleid: c-buffer-overflow-pair
        digits += 2;
    }
}

void unhex_asked(const char *digits, struct sink *sink)
{
    while (*digits && digits[1]) {
        put(sink, nibbles(digits), 1);
        // ok: c-buffer-overflow-pair
        digits += 2;
    }
}

size_t label_size(struct label *label, const char *block)
{
    memcpy(label->text, block, 40);
    // ruleid: c-buffer-overflow-unterminated
    return strlen(label->text);
}

char *target(const char *link)
{
    char to[300];
    readlink(link, to, sizeof(to));
    // ruleid: c-buffer-overflow-unterminated
    return strdup(to);
}

char *target_ended(const char *link)
{
    char to[300];
    ssize_t n = readlink(link, to, sizeof(to) - 1);
    to[n < 0 ? 0 : n] = '\0';
    // ok: c-buffer-overflow-unterminated
    return strdup(to);
}

size_t label_ended(struct label *label, const char *block)
{
    memcpy(label->text, block, 39);
    label->text[39] = '\0';
    // ok: c-buffer-overflow-unterminated
    return strlen(label->text);
}

int *counts(void)
{
    // ruleid: c-buffer-overflow-element
    int *counts = malloc(64);
    return counts;
}

struct crate *crate_new(size_t many)
{
    // ruleid: c-buffer-overflow-element
    struct crate *crate = malloc(many);
    return crate;
}

struct crate *crate_sized(size_t size)
{
    // ok: c-buffer-overflow-element
    struct crate *crate = malloc(size);
    // ok: c-buffer-overflow-element
    char *text = malloc(64);
    return crate_of(crate, text);
}

int all(char *out, size_t cap, struct row *rows, int n)
{
    int used = 0;
    for (int i = 0; i < n; i++)
        // ruleid: c-buffer-overflow-room
        used += snprintf(out + used, cap - used, "%d,", rows[i].id);
    return used;
}

void tell(int to, int id)
{
    char line[20];
    int n = snprintf(line, sizeof(line), "row %d of the table\n", id);
    // ruleid: c-buffer-overflow-room
    write(to, line, n);
}

void tell_bounded(int to, int id)
{
    char line[20];
    int n = snprintf(line, sizeof(line), "row %d of the table\n", id);
    if (n < 0 || n >= (int)sizeof(line))
        return;
    // ok: c-buffer-overflow-room
    write(to, line, n);
}

void say(char *out, size_t cap, int id)
{
    // ok: c-buffer-overflow-room
    snprintf(out, cap, "%d", id);
}

void watch(int fd, fd_set *set, int other)
{
    // ruleid: c-buffer-overflow-set
    FD_SET(fd, set);
    // ruleid: c-buffer-overflow-set
    FD_SET(other, set);
}

void watch_bounded(int fd, fd_set *set, int other)
{
    if (fd >= FD_SETSIZE || other >= FD_SETSIZE)
        return;
    // ok: c-buffer-overflow-set
    FD_SET(fd, set);
    // ok: c-buffer-overflow-set
    FD_SET(other, set);
}

const char *day(const char *text)
{
    int at = atoi(text);
    if (at > 6)
        return NULL;
    // ruleid: c-buffer-overflow-signed
    return days[at];
}

unsigned sum(const char *word)
{
    unsigned sum = 0;
    while (*word)
        // ruleid: c-buffer-overflow-signed
        sum += weights[*word++];
    return sum;
}

const char *day_bounded(const char *text)
{
    int at = atoi(text);
    if (at < 0 || at > 6)
        return NULL;
    // ok: c-buffer-overflow-signed
    return days[at];
}

unsigned sum_bounded(const char *word)
{
    unsigned sum = 0;
    while (*word)
        // ok: c-buffer-overflow-signed
        sum += weights[(unsigned char)*word++];
    return sum;
}

void body(struct part *part, const uint8_t *wire)
{
    uint16_t n = read_u16(wire);
    // ruleid: c-buffer-overflow-unchecked
    // ruleid: c-buffer-overflow-field
    memcpy(part->bytes, wire + 2, n);
}

void later(struct part *part, const uint8_t *wire)
{
    uint32_t n;
    memcpy(&n, wire, sizeof(n));
    // ruleid: c-buffer-overflow-unchecked
    memmove(part->bytes, wire + 4, n);
}

void body_bounded(struct part *part, const uint8_t *wire, size_t have)
{
    uint16_t n = read_u16(wire);
    if (n > have || n > sizeof(part->bytes))
        return;
    // ok: c-buffer-overflow-unchecked
    memcpy(part->bytes, wire + 2, n);
    // ok: c-buffer-overflow-unchecked
    memset(part->bytes, 0, sizeof(part->bytes));
}
