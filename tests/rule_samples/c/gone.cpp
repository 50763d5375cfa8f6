// What may be gone, or was never there: the rules that only hint.

char *taken(struct text *text) {
    char *at = text->at;
    free(text->at);
    // ruleid: c-use-after-free-owner
    return at;
}

void ended(struct link *link) {
    link_release(link);
    // ruleid: c-use-after-free-owner
    log_it("ended", link->name);
}

char *given(struct text *text) {
    char *at = text->at;
    text->at = NULL;
    // ok: c-use-after-free-owner
    return at;
}

void ended_well(struct link *link) {
    // ok: c-use-after-free-owner
    log_it("ended", link->name);
    link_release(link);
}

void label(const Thing &thing) {
    // ruleid: c-use-after-free-text
    std::string_view text = make_label(thing);
    use(text);
}

const char *title(const Thing &thing) {
    // ruleid: c-use-after-free-text
    return thing.name.substr(1).c_str();
}

void label_kept(const Thing &thing) {
    // ok: c-use-after-free-text
    std::string text = make_label(thing);
    use(text);
}

const char *title_kept(const Thing &thing) {
    // ok: c-use-after-free-text
    return thing.name.c_str();
}

void first(std::vector<int> &all) {
    int &one = all.front();
    all.push_back(2);
    // ruleid: c-use-after-free-element
    one = 3;
}

void doubled(std::vector<int> &all) {
    for (auto &one : all)
        // ruleid: c-use-after-free-element
        all.push_back(one);
}

void first_kept(std::vector<int> &all) {
    all.reserve(9);
    int &one = all.front();
    all.push_back(2);
    // ok: c-use-after-free-element
    one = 3;
}

void doubled_well(std::vector<int> &all, std::vector<int> &more) {
    for (auto &one : all)
        // ok: c-use-after-free-element
        more.push_back(one);
}

int stored(FILE *out, const char *text) {
    if (fputs(text, out) < 0) {
        fclose(out);
        warned();
    }
    // ruleid: c-double-free-again
    return fclose(out);
}

class Block {
public:
    explicit Block(int n) : at_(new char[n]) {}
    // ruleid: c-double-free-again
    ~Block() { delete[] at_; }
    char *at_;
};

class Alone {
public:
    explicit Alone(int n) : at_(new char[n]) {}
    Alone(const Alone &) = delete;
    // ok: c-double-free-again
    ~Alone() { delete[] at_; }
    char *at_;
};

int stored_well(FILE *out, const char *text) {
    if (fputs(text, out) < 0) {
        fclose(out);
        return -1;
    }
    // ok: c-double-free-again
    return fclose(out);
}

int rank(char letter) {
    int rank;
    switch (letter) {
    case 'a': rank = 1; break;
    case 'b': rank = 2; break;
    }
    // ruleid: c-uninitialised-path
    return rank * 2;
}

int port(const char *text) {
    // ruleid: c-uninitialised-path
    int number; parse_number(text, &number); return number;
}

int rank_well(char letter) {
    int rank;
    switch (letter) {
    case 'a': rank = 1; break;
    default: rank = 2; break;
    }
    // ok: c-uninitialised-path
    return rank * 2;
}

int port_well(const char *text) {
    int number;
    if (!parse_number(text, &number)) return -1;
    // ok: c-uninitialised-path
    return number;
}

int at_once(struct table *table, const char *name) {
    // ruleid: c-null-dereference-unchecked
    return table_find(table, name)->port;
}

std::string parent(const Thing &thing) {
    // ruleid: c-null-dereference-unchecked
    return thing.parent.lock()->name;
}

int looked(struct table *table, const char *name) {
    struct row *row = table_find(table, name);
    // ok: c-null-dereference-unchecked
    return row ? row->port : 0;
}

std::string parent_asked(const Thing &thing) {
    auto parent = thing.parent.lock();
    // ok: c-null-dereference-unchecked
    return parent ? parent->name : "";
}
