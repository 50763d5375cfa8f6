#include <cstdio>
#include <cstring>
#include <fstream>
#include <random>
#include <string>

void wrappers(const char *text) {
    char line[80];
    fill(line);
    // ruleid: c-format-string-wrapper
    lcd_printf(line);
    // ruleid: c-format-string-wrapper
    serial_printf(text);
    // ok: c-format-string-wrapper
    lcd_printf("%s", line);
    // ok: c-format-string-wrapper
    lcd_printf("ready");
}

void send_headers(const char *theme, struct user *user) {
    // ruleid: c-header-injection
    printf("Set-Cookie: theme=%s\r\n", theme);
    // ruleid: c-header-injection
    fprintf(stdout, "X-User: %s\r\n", user->name);
    // ok: c-header-injection
    printf("Content-Type: text/html\r\n");
    // ok: c-header-injection
    printf("Content-Length: %zu\r\n", strlen(theme));
}

void find_book(QSqlQuery &query, const QString &shelf, const QString &state, int year) {
    const QString text = QString("SELECT id FROM book WHERE shelf = '%1' AND state = '%2'").arg(shelf, state);
    // ruleid: c-sql-injection-object
    query.prepare(text);
    // ok: c-sql-injection-object
    query.exec(QString("SELECT id FROM book WHERE year = %1").arg(year));
}

void stamp(const std::string &path) {
    struct stat st;
    if (stat(path.c_str(), &st) == 0) return;
    // ruleid: c-toctou
    use(fopen(path.c_str(), "w"));
}

int make_lock(const char *path) {
    struct stat st;
    if (stat(path, &st) == 0) return -1;
    // ruleid: c-toctou
    return open(path, O_CREAT | O_WRONLY, 0600);
}

int make_lock_once(const char *path) {
    struct stat st;
    if (stat(path, &st) == 0) return -1;
    // ok: c-toctou
    return open(path, O_CREAT | O_WRONLY | O_EXCL, 0600);
}

void show_size(const char *path) {
    struct stat st;
    if (stat(path, &st) != 0) return;
    // ruleid: c-toctou
    use(fopen(path, "r"), st.st_size);
}

void append_if_there(const std::string &path) {
    if (!std::filesystem::exists(path)) return;
    // ruleid: c-toctou
    std::ofstream out(path, std::ios::app);
    out << "seen\n";
}

void append_always(const std::string &path) {
    // ok: c-toctou
    std::ofstream out(path, std::ios::app);
    out << "seen\n";
}

void scratch(void) {
    char name[64];
    snprintf(name, sizeof(name), "/tmp/scratch.%d", getpid());
    // ruleid: c-toctou-temporary
    // ruleid: c-toctou
    use(fopen(name, "w"));
    // ok: c-toctou-temporary
    use(fopen("/var/lib/app/scratch", "w"));
}

std::string new_password(int length) {
    std::default_random_engine engine(time(nullptr));
    std::uniform_int_distribution<int> pick(0, 25);
    std::string text;
    while (length--)
        // ruleid: c-weak-random-engine
        // ruleid: c-weak-random-value
        text += letters[pick(engine)];
    return text;
}

std::string reset_token(void) {
    // ruleid: c-weak-random
    std::mt19937 engine(42);
    std::string text;
    for (int i = 0; i < 20; ++i)
        // ruleid: c-weak-random-engine
        text += letters[engine() % 26];
    return text;
}

std::string sample_name(void) {
    std::mt19937 engine(42);
    std::string text;
    for (int i = 0; i < 20; ++i)
        // ok: c-weak-random-engine
        text += letters[engine() % 26];
    return text;
}

std::string secure_token(void) {
    std::string text;
    for (int i = 0; i < 20; ++i)
        // ok: c-weak-random-engine
        text += letters[secure_byte() % 26];
    return text;
}

void sizes_of(int fd, int length) {
    char kept[64];
    if (length > 64) return;
    // ruleid: c-integer-overflow-limit
    use(read(fd, kept, length) == length);
}

void sizes_checked(int fd, int length) {
    char kept[64];
    if (length <= 0 || length > 64) return;
    // ok: c-integer-overflow-length
    use(read(fd, kept, length) == length);
}

void on_block(struct Block *block, const char *data) {
    uint8_t body[128];
    // ruleid: c-buffer-overflow-received
    memmove(body, data, block->size);
}

int matrix(int rows, int columns) {
    int *cells = new int[rows];
    // ruleid: c-bug-delete-of-array
    delete cells;
    char *line = new char[columns];
    // ruleid: c-bug-delete-of-array
    delete line;
    int *sums = new int[rows];
    // ok: c-bug-delete-of-array
    delete[] sums;
    int *one = new int;
    // ok: c-bug-delete-of-array
    delete one;
    return 0;
}

void letters_of(FILE *in) {
    char letter;
    int value;
    // ruleid: c-bug-end-of-file-char
    while ((letter = fgetc(in)) != EOF) use(letter);
    // ruleid: c-bug-end-of-file-char
    while ((value = (char)getc(in)) != EOF) use(value);
    // ok: c-bug-end-of-file-char
    while ((value = fgetc(in)) != EOF) use(value);
    // ok: c-bug-end-of-file-char
    if (fgetc(in) != EOF) use(in);
}

void conditions_of(const char *a, const char *b, int flags) {
    // ruleid: c-bug-bitwise-of-comparisons
    if (a == NULL & b == NULL) return;
    // ruleid: c-bug-bitwise-of-comparisons
    if (a != NULL | b != NULL) use(a);
    // ok: c-bug-bitwise-of-comparisons
    if (a == NULL && b == NULL) return;
    // ok: c-bug-bitwise-of-comparisons
    if ((flags & 4) == 4) return;
}

void forgiving(const std::string &text) {
    // ruleid: c-bug-swallowed-exception
    try { use(std::stoi(text)); } catch (...) {}
    try {
        use(text);
    // ruleid: c-bug-swallowed-exception
    } catch (...) {
    }
    // ok: c-bug-swallowed-exception
    try { use(std::stoi(text)); } catch (...) { throw; }
    // ok: c-bug-swallowed-exception
    try { use(std::stoi(text)); } catch (const std::invalid_argument &) { use(0); }
}

std::string setting(sqlite3_stmt *query) {
    // ruleid: c-bug-statement-not-finalised
    if (sqlite3_step(query) != SQLITE_ROW) return {};
    std::string text = column(query);
    sqlite3_finalize(query);
    return text;
}

int stored(sqlite3_stmt *query) {
    if (sqlite3_step(query) != SQLITE_DONE)
        // ruleid: c-bug-statement-not-finalised
        return -1;
    sqlite3_finalize(query);
    return 0;
}

int stored_closed(sqlite3_stmt *query) {
    if (sqlite3_step(query) != SQLITE_DONE) {
        sqlite3_finalize(query);
        // ok: c-bug-statement-not-finalised
        return -1;
    }
    sqlite3_finalize(query);
    // ok: c-bug-statement-not-finalised
    return 0;
}

void open_in(const QString &viewer, const QString &file) {
    QProcess process;
    QString command = viewer + " " + file;
    // ruleid: c-shell-injection-process
    QProcess::execute("/bin/sh", command);
    // ruleid: c-shell-injection-process
    process.start("sh", command);
    // ok: c-shell-injection-process
    process.start("evince", file);
    // ok: c-shell-injection-process
    process.start("sh", "uptime");
}
