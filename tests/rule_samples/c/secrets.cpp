#include <curl/curl.h>
#include <string.h>
#include <iostream>
#include <string>

// ruleid: c-hard-coded-key-macro
#define DB_PASSWORD "s3cr3t-Pa55"
// ok: c-hard-coded-key-macro
#define ENV_PASSWORD "APP_DB_PASSWORD"
// ruleid: c-hard-coded-key
constexpr char kApiSecret[] = "live9aX82jq0Zk21";
// ok: c-hard-coded-key
constexpr char kSecretPath[] = "/etc/app/secret1";
// ruleid: c-hard-coded-key-bytes
// ruleid: c-hard-coded-key-bytes-table
static const unsigned char AES_KEY[] = {0x10, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88};
// ruleid: c-hard-coded-key-bytes
const uint8_t hmac_key[8] = {1, 9, 3, 7, 5, 5, 2, 8};
// ok: c-hard-coded-key-bytes
static const unsigned char png_header[] = {0x89, 0x50, 0x4e, 0x47};
// ok: c-hard-coded-key-bytes
static const unsigned char arrow_key[] = {0x1b, 0x5b, 0x41};

void connect_database(MYSQL *db) {
    // ruleid: c-hard-coded-key-macro
    // ruleid: c-hard-coded-key-bytes-table
    mysql_real_connect(db, "db", "app", "hunter2!x", "shop", 0, NULL, 0);
    // ok: c-hard-coded-key-macro
    mysql_real_connect(db, "db", "app", getenv("DB_PASSWORD"), "shop", 0, NULL, 0);
}

void sign_in(const std::string &user, const std::string &password, const char *token_name) {
    // ruleid: c-log-of-secret
    std::cout << "password: " << password << std::endl;
    // ruleid: c-log-of-secret, c-log-of-secret-named, c-log-of-secret-argument
    syslog(LOG_INFO, "user=%s password=%s", user.c_str(), password.c_str());
    // ok: c-log-of-secret
    printf("user %s signed in\n", user.c_str());
    // ok: c-log-of-secret
    printf("token %s is missing\n", token_name);
}

void hash_password(const char *plain, const QString &password, const QString &path) {
    // ruleid: c-weak-crypto-password
    store(crypt(plain, "ab"));
    // ruleid: c-weak-crypto-password
    // ruleid: c-weak-crypto-choice
    store(QCryptographicHash::hash(password.toUtf8(), QCryptographicHash::Md5));
    // ok: c-weak-crypto-password
    store(crypt(plain, "$6$rounds=100000$k2j3"));
    // ok: c-weak-crypto-password
    store(QCryptographicHash::hash(path.toUtf8(), QCryptographicHash::Md5));
}

void clients(boost::asio::ssl::context &context, httplib::SSLClient &client) {
    // ruleid: c-tls-verification-off-client
    // ruleid: c-tls-verification-off-switch
    context.set_verify_mode(ssl::verify_none);
    // ruleid: c-tls-verification-off-client
    client.enable_server_certificate_verification(false);
    // ok: c-tls-verification-off-client
    context.set_verify_mode(ssl::verify_peer);
    // ok: c-tls-verification-off-client
    client.enable_server_certificate_verification(true);
}

void ask(void) {
    char password[64];
    read_line(password, sizeof(password));
    log_in(password);
    // ruleid: c-memory-leak-of-secret-end
    // ruleid: c-memory-leak-of-secret-moved
    memset(password, 0, sizeof(password));
}

void unlock(int fd) {
    char key[32];
    load(fd, key);
    decrypt(key);
    // ruleid: c-memory-leak-of-secret-end
    memset(key, '\0', 32);
}

void ask_again(void) {
    char password[64];
    // ok: c-memory-leak-of-secret-end
    memset(password, 0, sizeof(password));
    read_line(password, sizeof(password));
    log_in(password);
    explicit_bzero(password, sizeof(password));
}

void show(void) {
    char line[64];
    read_line(line, sizeof(line));
    // ok: c-memory-leak-of-secret-end
    memset(line, 0, sizeof(line));
}
