// Whom a program trusts, how it keeps its secrets, and what it forgets.

void fetched(CURL *curl, bool fast) {
    long checked = 2;
    if (fast) checked = 0;
    // ruleid: c-tls-verification-off-switch
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, checked);
    // ruleid: c-tls-verification-off-switch
    mosquitto_tls_insecure_set(broker, true);
}

void fetched_well(CURL *curl) {
    // ok: c-tls-verification-off-switch
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    // ok: c-tls-verification-off-switch
    mosquitto_tls_insecure_set(broker, false);
}

void ciphers(SSL_CTX *ctx) {
    // ruleid: c-weak-crypto-choice
    SSL_CTX_set_cipher_list(ctx, "AES128-SHA:RC4-SHA");
    // ruleid: c-weak-crypto-choice
    SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
    // ok: c-weak-crypto-choice
    SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM:!RC4:!MD5");
    // ok: c-weak-crypto-choice
    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
}

int new_captcha(void) {
    // ruleid: c-weak-random-value
    return rand() % 10000;
}

std::string invite_code() {
    // ruleid: c-weak-random
    std::mt19937 gen(time(nullptr));
    std::uniform_int_distribution<int> digit(0, 9);
    // ruleid: c-weak-random-value
    return std::to_string(digit(gen));
}

int delay(void) {
    // ok: c-weak-random-value
    return rand() % 10000;
}

std::string invite_code_well() {
    unsigned char raw[8];
    // ok: c-weak-random-value
    RAND_bytes(raw, sizeof raw);
    return hex(raw);
}

static const uint8_t seal_magic[8] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08};  // ok: c-hard-coded-key-bytes-table
// ruleid: c-hard-coded-key-bytes-table
static const uint8_t box_key[16] = {0x9a, 0x02, 0x43, 0x04, 0x95, 0x06, 0x17, 0x08, 0x7f, 0x33, 1, 2, 3, 4, 5, 6};

bool entered(const struct user *user) {
    // ok: c-hard-coded-key-bytes-table
    if (strcmp(user->name, "operator")) return false;
    // ruleid: c-hard-coded-key-bytes-table
    return strcmp(user->password, "Kiesel-9081") == 0;
}

void grown(unsigned char *seal_key, size_t n) {
    // ruleid: c-memory-leak-of-secret-moved
    keep(realloc(seal_key, n));
}

void ended(unsigned char *session_key) {
    // ruleid: c-memory-leak-of-secret-moved
    free(session_key);
}

void ended_well(unsigned char *session_key, unsigned char *table) {
    OPENSSL_cleanse(session_key, 32);
    // ok: c-memory-leak-of-secret-moved
    free(session_key);
    // ok: c-memory-leak-of-secret-moved
    keep(realloc(table, 90));
}

int lowered(uid_t user) {
    prepared();
    // ruleid: c-bug-unchecked-privilege
    setuid(user);
    // ruleid: c-bug-unchecked-privilege
    setgid(user);
    // ok: c-bug-unchecked-privilege
    if (seteuid(user)) return -1;
    // ok: c-bug-unchecked-privilege
    return setgroups(0, NULL);
}

bool folder(mode_t mode, std::vector<int> &all) {
    clean(all);
    // ruleid: c-bug-expression
    std::remove_if(all.begin(), all.end(), odd);
    // ok: c-bug-expression
    all.erase(std::remove_if(all.begin(), all.end(), odd), all.end());
    // ok: c-bug-expression
    if ((mode & S_IFMT) == S_IFREG) return false;
    // ruleid: c-bug-expression
    return mode & S_IFMT == S_IFDIR;
}

void on_hup(int sig) {
    // ruleid: c-bug-signal-handler
    printf("again %d\n", sig);
    again = 1;
}

void handle_term(int signum) {
    // ruleid: c-bug-signal-handler
    syslog(LOG_INFO, "ended");
    _exit(0);
}

void on_usr(int sig) {
    // ok: c-bug-signal-handler
    again = 1;
}

void on_row(struct row *row) {
    // ok: c-bug-signal-handler
    printf("%d\n", row->id);
}

int served(struct sockaddr *at) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    // ruleid: c-bug-way-out-leaks
    if (bind(fd, at, sizeof *at) < 0) return -1;
    return fd;
}

int counted(void) {
    // ruleid: c-bug-lock-not-released
    lock_.lock();
    // ruleid: c-bug-way-out-leaks
    if (all_.empty()) return 0;
    lock_.unlock();
    return 1;
}

int served_well(struct sockaddr *at) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, at, sizeof *at) < 0) {
        close(fd);
        // ok: c-bug-way-out-leaks
        return -1;
    }
    return fd;
}

int counted_well(void) {
    std::lock_guard<std::mutex> held(lock_);
    // ok: c-bug-way-out-leaks
    if (all_.empty()) return 0;
    return 1;
}
