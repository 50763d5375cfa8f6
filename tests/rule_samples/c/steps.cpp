// Steps that go too far and sums that do not fit: the rules that only hint.

int limit(struct board *board, unsigned at) {
    if (at > CELLS) return -1;
    // ruleid: c-off-by-one-limit
    return board->cells[at];
}

const char *named(unsigned at) {
    // ruleid: c-off-by-one-limit
    return at <= NAMES ? names[at] : "";
}

int limited(struct board *board, unsigned at) {
    if (at >= CELLS) return -1;
    // ok: c-off-by-one-limit
    return board->cells[at];
}

const char *named_well(unsigned at) {
    // ok: c-off-by-one-limit
    return at < NAMES ? names[at] : "";
}

void drop(struct board *board, int at) {
    // ruleid: c-off-by-one-loop
    // ruleid: c-buffer-overflow-pair
    for (int i = at; i < board->used; i++) board->ids[i] = board->ids[i + 1];
}

void turn(int *ids, int n, int *out) {
    for (int i = 0; i < n; i++)
        // ruleid: c-off-by-one-loop
        out[i] = ids[n - i];
}

void drop_well(struct board *board, int at) {
    for (int i = at; i < board->used - 1; i++)
        // ok: c-off-by-one-loop
        board->ids[i] = board->ids[i + 1];
}

void turn_well(int *ids, int n, int *out) {
    for (int i = 0; i < n; i++)
        // ok: c-off-by-one-loop
        out[i] = ids[n - 1 - i];
}

char *joined(const char *a, const char *b) {
    char *text = (char *)malloc(strlen(a) + strlen(b));
    // ruleid: c-off-by-one-zero
    strcpy(text, a), strcat(text, b);
    return text;
}

void add(struct text *text, const char *more, size_t n) {
    // ruleid: c-integer-overflow-check
    if (text->used + n > text->room) grow(text, n);
    // ruleid: c-off-by-one-zero
    memcpy(text->at + text->used, more, n + 1);
}

char *joined_well(const char *a, const char *b) {
    char *text = (char *)malloc(strlen(a) + strlen(b) + 1);
    strcpy(text, a);
    // ok: c-off-by-one-zero
    strcat(text, b);
    return text;
}

void add_well(struct text *text, const char *more, size_t n) {
    // ruleid: c-integer-overflow-check
    if (text->used + n + 1 > text->room) grow(text, n);
    // ok: c-off-by-one-zero
    memcpy(text->at + text->used, more, n + 1);
}

char *grid(int columns, int lines) {
    // ruleid: c-integer-overflow-product
    // ruleid: c-integer-overflow-parameter
    return malloc(columns * lines);
}

float *mesh(unsigned across, unsigned down) {
    // ruleid: c-integer-overflow-product
    unsigned points = across * down;
    return new float[points];
}

char *grid_sized(int columns) {
    // ok: c-integer-overflow-product
    // ruleid: c-integer-overflow-parameter
    return malloc(columns * sizeof(int));
}

float *mesh_of(unsigned across) {
    // ok: c-integer-overflow-product
    unsigned points = across * 4;
    return new float[points];
}

void frame(const std::string &text) {
    // ruleid: c-integer-overflow-short
    uint16_t size = text.size();
    send_size(size);
}

void each(const char *text, size_t n) {
    // ruleid: c-integer-overflow-short
    for (uint8_t i = 0; i < n; i++) send_one(text[i]);
}

void frame_wide(const std::string &text) {
    // ok: c-integer-overflow-short
    size_t size = text.size();
    send_size(size);
}

void each_of(const char *text) {
    // ok: c-integer-overflow-short
    for (uint8_t i = 0; i < 10; i++) send_one(text[i]);
}

bool fits(uint32_t begin, uint32_t size, uint32_t all) {
    // ruleid: c-integer-overflow-check
    return begin + size <= all;
}

void *take(struct pool *pool, size_t n) {
    // ruleid: c-integer-overflow-check
    n = (n + 7) & ~7;
    return take_at(pool, n);
}

bool fits_well(uint32_t begin, uint32_t size, uint32_t all) {
    // ok: c-integer-overflow-check
    return size <= all && begin <= all - size;
}

void *take_well(struct pool *pool, size_t n) {
    if (n > POOL) return nullptr;
    // ok: c-integer-overflow-check
    n = (n + 7) & ~7;
    return take_at(pool, n);
}

int popped(struct pile *pile) {
    // ruleid: c-integer-overflow-below
    if (pile->used-- == 0) return -1;
    return pile->top;
}

void pairs(const std::vector<int> &all) {
    // ruleid: c-integer-overflow-below
    for (size_t i = 0; i < all.size() - 1; ++i) both(all[i], all[i + 1]);
}

int popped_well(struct pile *pile) {
    // ok: c-integer-overflow-below
    if (pile->used == 0) return -1;
    return pile->tops[--pile->used];
}

void pairs_well(const std::vector<int> &all) {
    // ok: c-integer-overflow-below
    for (size_t i = 0; i + 1 < all.size(); ++i) both(all[i], all[i + 1]);
}

void down(const std::vector<int> &all) {
    // ruleid: c-bug-unsigned-loop
    for (size_t i = all.size(); i >= 0; i--) one(i);
    // ruleid: c-bug-unsigned-loop
    for (unsigned k = 9; k >= 0; --k) one(k);
    // ok: c-bug-unsigned-loop
    for (int k = 9; k >= 0; --k) one(k);
    // ok: c-bug-unsigned-loop
    for (size_t i = all.size(); i-- > 0;) one(i);
}

void squares(const std::vector<int> &in) {
    std::vector<int> out;
    // ruleid: c-buffer-overflow-container
    std::copy(in.begin(), in.end(), out.begin());
    use(out);
}

bool alike(const std::vector<int> &a, const std::vector<int> &b) {
    // ruleid: c-buffer-overflow-container
    return std::equal(a.begin(), a.end(), b.begin());
}

void squares_well(const std::vector<int> &in) {
    std::vector<int> out;
    out.resize(in.size());
    // ok: c-buffer-overflow-container
    std::copy(in.begin(), in.end(), out.begin());
    use(out);
}

bool alike_well(const std::vector<int> &a, const std::vector<int> &b) {
    // ok: c-buffer-overflow-container
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}
