#include <cstdio>
#include <cstring>
#include <string>

// ruleid: c-hard-coded-key-bytes-table
static const unsigned char seal_key[16] = {0x10, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88};
static const uint8_t image_key[16] = "pump-update-2021";
static const unsigned char magic[4] = {1, 2, 3, 4};

void seal(EVP_CIPHER_CTX *context, const unsigned char *given_key, const unsigned char *iv) {
    // ruleid: c-hard-coded-key-table
    EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), NULL, seal_key, iv);
    // ok: c-hard-coded-key-table
    EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), NULL, given_key, iv);
}

int check_image(const uint8_t *image, size_t size) {
    // ruleid: c-hard-coded-key-table
    return hmac_check(image_key, image, size);
}

int check_magic(const uint8_t *image, size_t size) {
    // ok: c-hard-coded-key-table
    return sign_check(magic, image, size);
}

bool sign_in(const char *password, const char *expected, QSqlDatabase &database) {
    // ruleid: c-hard-coded-key-used
    // ruleid: c-hard-coded-key-bytes-table
    if (strcmp(password, "Tulip-4711") == 0) return true;
    // ruleid: c-hard-coded-key-used
    database.setPassword("w1nter-garden");
    // ok: c-hard-coded-key-used
    database.setPassword(qEnvironmentVariable("DB_PASSWORD"));
    // ok: c-hard-coded-key-used
    return strcmp(password, expected) == 0;
}

void connect_to(const char *user, const char *password, const char *host) {
    char address[200];
    snprintf(address, sizeof(address), "mysql://%s:%s@%s/shop", user, password, host);
    // ruleid: c-log-of-secret-dsn
    syslog(LOG_INFO, "connecting to %s", address);
    // ruleid: c-log-of-secret-dsn
    fprintf(stderr, "cannot connect to %s", address);
}

void connect_quietly(const char *host) {
    char address[200];
    snprintf(address, sizeof(address), "mysql://%s/shop", host);
    // ok: c-log-of-secret-dsn
    syslog(LOG_INFO, "connecting to %s", address);
    // ok: c-log-of-secret-dsn
    fprintf(stderr, "cannot connect to %s", host);
}

void debug_session(struct session *s, const char *pw, const char *user) {
    // ruleid: c-log-of-secret-named
    syslog(LOG_DEBUG, "user %s with token %s", s->user, s->mark);
    // ruleid: c-log-of-secret-named
    console_printf("wifi psk=%s\n", s->shared);
    // ok: c-log-of-secret-named
    syslog(LOG_DEBUG, "password of %s is too short", user);
    // ok: c-log-of-secret-named
    console_printf("wifi name=%s\n", s->name);
}

bool pin_ok(const char *stored) {
    char *pin = asked();
    const bool ok = strcmp(pin, stored) == 0;
    // ruleid: c-memory-leak-of-secret-kept
    delete[] pin;
    return ok;
}

bool phrase_ok(const std::string &stored) {
    std::string passphrase = asked();
    const bool ok = passphrase == stored;
    // ruleid: c-memory-leak-of-secret-kept
    passphrase.clear();
    return ok;
}

bool pin_wiped(const char *stored) {
    char *pin = asked();
    const bool ok = strcmp(pin, stored) == 0;
    OPENSSL_cleanse(pin, 8);
    // ok: c-memory-leak-of-secret-kept
    delete[] pin;
    return ok;
}

void label_freed(void) {
    char *label = asked();
    // ok: c-memory-leak-of-secret-kept
    free(label);
}

void start_radio(void) {
    uint8_t key[16];
    load_key(key);
    for (unsigned i = 0; i < 16; i++)
        // ruleid: c-memory-leak-of-secret-loop
        key[i] = 0;
}

void stop_radio(void) {
    char pin[8];
    load_pin(pin);
    for (int i = 0; i < 8; i++)
        // ruleid: c-memory-leak-of-secret-loop
        pin[i] = 0;
}

void clear_line(void) {
    char line[16];
    for (unsigned i = 0; i < 16; i++)
        // ok: c-memory-leak-of-secret-loop
        line[i] = 0;
}

void fresh_key(void) {
    uint8_t key[16];
    for (unsigned i = 0; i < 16; i++)
        // ok: c-memory-leak-of-secret-loop
        key[i] = 0;
    load_key(key);
}

// ruleid: c-tls-verification-off
static int trust_all(int ok, X509_STORE_CTX *store) {
    (void)ok;
    return 1;
}

// ok: c-tls-verification-off
static int trust_some(int ok, X509_STORE_CTX *store) {
    if (!ok) return 0;
    return 1;
}
