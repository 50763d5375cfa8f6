#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

void close_twice() {
    auto door = std::make_unique<Door>();
    Door *raw = door.get();
    // ruleid: c-double-free-owner
    delete raw;
}

void two_names(size_t size) {
    char *first = malloc(size);
    char *second = first;
    free(first);
    // ruleid: c-double-free-owner
    free(second);
}

void close_once() {
    auto door = std::make_unique<Door>();
    Door *raw = door.release();
    // ok: c-double-free-owner
    delete raw;
}

void two_blocks(size_t size) {
    char *first = malloc(size);
    char *second = malloc(size);
    free(first);
    // ok: c-double-free-owner
    free(second);
}

char *first_name(MYSQL *db) {
    MYSQL_RES *result = mysql_store_result(db);
    MYSQL_ROW line = mysql_fetch_row(result);
    char *name = line ? line[0] : NULL;
    mysql_free_result(result);
    // ruleid: c-use-after-free-result
    return strdup(name);
}

void print_value(PGresult *result) {
    char *value = PQgetvalue(result, 0, 0);
    PQclear(result);
    // ruleid: c-use-after-free-result
    printf("%s\n", value);
}

void print_value_first(PGresult *result) {
    char *value = PQgetvalue(result, 0, 0);
    // ok: c-use-after-free-result
    printf("%s\n", value);
    PQclear(result);
}

std::string text_of(sqlite3_stmt *query) {
    std::string text = (const char *)sqlite3_column_text(query, 0);
    sqlite3_finalize(query);
    // ok: c-use-after-free-result
    return text;
}

void start(int port) {
    struct options options = {port};
    pthread_t thread;
    // ruleid: c-use-after-free-thread
    pthread_create(&thread, NULL, serve, &options);
    pthread_detach(thread);
}

void remind(const std::string &text) {
    std::string copy = text;
    // ruleid: c-use-after-free-thread
    std::thread([&copy] {
        wait_a_while();
        show(copy);
    }).detach();
}

void start_and_wait(int port) {
    struct options options = {port};
    pthread_t thread;
    // ok: c-use-after-free-thread
    pthread_create(&thread, NULL, serve, &options);
    pthread_join(thread, NULL);
}

void remind_copied(const std::string &text) {
    // ok: c-use-after-free-thread
    std::thread([text] { show(text); }).detach();
}

void scanned(const char *text) {
    int age;
    // ruleid: c-uninitialised-path
    sscanf(text, "age %d", &age);
    // ruleid: c-uninitialised-scanned
    return age;
}

long typed() {
    int number;
    // ruleid: c-uninitialised-path
    scanf("%d", &number);
    // ruleid: c-uninitialised-scanned
    return number;
}

int scanned_checked(const char *text) {
    int age;
    if (sscanf(text, "age %d", &age) != 1) return -1;
    // ok: c-uninitialised-scanned
    return age;
}

int scanned_default(const char *text) {
    int age = 0;
    sscanf(text, "age %d", &age);
    // ok: c-uninitialised-scanned
    return age;
}

void queue(std::unique_ptr<Job> job) {
    jobs.push_back(std::move(job));
    // ruleid: c-null-dereference-moved
    log(job->name);
}

void hand_over() {
    auto job = std::make_unique<Job>();
    run(std::move(job));
    // ruleid: c-null-dereference-moved
    log(job->name);
}

void queue_named(std::unique_ptr<Job> job) {
    // ok: c-null-dereference-moved
    log(job->name);
    jobs.push_back(std::move(job));
}

void queue_next(std::unique_ptr<Job> job) {
    jobs.push_back(std::move(job));
    job = std::make_unique<Job>();
    // ok: c-null-dereference-moved
    log(job->name);
}

int port_of(const std::map<std::string, Peer> &peers, const std::string &name) {
    // ruleid: c-null-dereference-direct
    // ruleid: c-null-dereference-unchecked
    return peers.find(name)->second.port;
}

int port_known(const std::map<std::string, Peer> &peers, const std::string &name) {
    auto peer = peers.find(name);
    // ok: c-null-dereference-direct
    return peer == peers.end() ? 0 : peer->second.port;
}

std::string home_of(const std::string &fallback) {
    const char *home = std::getenv("HOME");
    // ok: c-null-dereference-direct
    return std::string(home ? home : fallback);
}

void value_of(const char *setting) {
    const char *equals = strchr(setting, '=');
    // ruleid: c-null-dereference
    use(equals + 1);
}

double radius(Shape *shape) {
    auto *circle = dynamic_cast<Circle *>(shape);
    // ruleid: c-null-dereference
    return circle->radius;
}

void value_checked(const char *setting) {
    const char *equals = strchr(setting, '=');
    if (!equals) return;
    // ok: c-null-dereference
    use(equals + 1);
}

void value_asked(const char *setting) {
    const char *equals = strchr(setting, '=');
    if (equals != NULL && equals[1] != '\0') {
        // ok: c-null-dereference
        use(equals + 1);
    }
}

int ask(const char *program, const char *what) {
    char *line = NULL;
    if (asprintf(&line, "/usr/bin/%s", program) < 0) return -1;
    int answer = ask_for(line, what);
    // ok: c-double-free-owner
    free(line);
    return answer;
}

void swap_rows(struct sheet *sheet, size_t size) {
    char *rows = sheet->rows;
    char *old = rows;
    rows = malloc(size);
    free(rows);
    // ok: c-double-free-owner
    free(old);
}

void two_names_of_text(const char *from) {
    char *text = strdup(from);
    char *shown = text;
    use(shown);
    free(text);
    // ruleid: c-double-free-owner
    free(shown);
}
