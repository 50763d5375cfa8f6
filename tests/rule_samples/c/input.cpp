#include <cstdio>
#include <string>

static const char api_key_header[] = "X-Api-Key-Header-Name/";
// ruleid: c-hard-coded-key
static const char *api_key = "AKz9f0w8e7r6t5y4u3";
// ok: c-hard-coded-key
static const char *db_password = "changeme-please";
// ok: c-hard-coded-key
static const char *greeting = "hello-to-everybody";

void report(const char *text, int n)
{
    // ruleid: c-hard-coded-key
    const char *password = "Sup3rS3cr3t-1988";
    // ruleid: c-format-string
    // ruleid: c-format-string-variable
    printf(text);
    // ruleid: c-format-string
    // ruleid: c-format-string-variable
    syslog(LOG_ERR, text);
    // ok: c-format-string
    printf("%s", text);
    // ok: c-format-string
    fprintf(stderr, "failed\n");
}

void list(const char *dir, int n)
{
    char cmd[256];
    snprintf(cmd, sizeof(cmd), "ls %s", dir);
    // ruleid: c-shell-injection
    system(cmd);
    char top[64];
    snprintf(top, sizeof(top), "top -n %d", n);
    // ok: c-shell-injection
    system(top);
    // ok: c-shell-injection
    FILE *p = popen("uptime", "r");
}

void list_cpp(const std::string &dir)
{
    std::string cmd = "ls " + dir;
    // ruleid: c-shell-injection
    system(cmd.c_str());
}

void find(sqlite3 *db, const char *name, int id)
{
    char sql[256];
    snprintf(sql, sizeof(sql), "SELECT id FROM users WHERE name = '%s'", name);
    // ruleid: c-sql-injection
    sqlite3_exec(db, sql, NULL, NULL, NULL);
    char byid[256];
    snprintf(byid, sizeof(byid), "SELECT id FROM users WHERE id = %d", id);
    // ok: c-sql-injection
    sqlite3_exec(db, byid, NULL, NULL, NULL);
    // ok: c-sql-injection
    sqlite3_prepare_v2(db, "SELECT id FROM users WHERE name = ?", -1, &st, NULL);
}

void find_cpp(PGconn *conn, const std::string &name)
{
    std::string sql = "SELECT id FROM users WHERE name = '" + name + "'";
    // ruleid: c-sql-injection
    PQexec(conn, sql.c_str());
}

void serve(int fd, const char *filename)
{
    char path[256];
    snprintf(path, sizeof(path), "/srv/www/%s", filename);
    // ruleid: c-path-traversal
    // ruleid: c-bug-file-not-closed
    FILE *f = fopen(path, "r");
}

void serve_fd(int client)
{
    char name[256];
    recv(client, name, sizeof(name) - 1, 0);
    // ruleid: c-path-traversal
    // ruleid: c-bug-file-not-closed
    int fd = open(name, O_RDONLY);
    // ok: c-path-traversal
    // ruleid: c-bug-file-not-closed
    int log = open("/var/log/app.log", O_WRONLY);
}

void serve_checked(int fd, const char *filename)
{
    char path[256];
    if (strstr(filename, "..") != NULL)
        return;
    snprintf(path, sizeof(path), "/srv/www/%s", filename);
    // ok: c-path-traversal
    // ruleid: c-bug-file-not-closed
    FILE *f = fopen(path, "r");
}

void races(const char *path, char *name)
{
    if (access(path, W_OK) == 0) {
        // ruleid: c-toctou
        // ruleid: c-bug-file-not-closed
        FILE *f = fopen(path, "w");
    }
    // ruleid: c-toctou-temporary
    char *tmp = tmpnam(NULL);
    // ok: c-toctou-temporary
    int fd = mkstemp(name);
    // ok: c-toctou
    if (access("/etc/app.conf", R_OK) == 0) {
        puts("configured");
    }
}

void tls(SSL_CTX *ctx, CURL *curl)
{
    // ruleid: c-tls-verification-off
    SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
    // ruleid: c-tls-verification-off
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    // ok: c-tls-verification-off
    SSL_CTX_set_verify(strict, SSL_VERIFY_PEER, NULL);
    // ok: c-tls-verification-off
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    // ruleid: c-xxe
    xmlDocPtr doc = xmlReadMemory(buf, n, "x.xml", NULL, XML_PARSE_NOENT | XML_PARSE_DTDLOAD);
    // ruleid: c-xxe
    doc = xmlReadFile("x.xml", NULL, XML_PARSE_NOENT);
    // ok: c-xxe
    doc = xmlReadMemory(buf, n, "x.xml", NULL, XML_PARSE_NONET);
    // ok: c-xxe
    doc = xmlReadFile("x.xml", NULL, 0);
}

void hash_password(const char *password, unsigned char *out)
{
    // ruleid: c-weak-crypto, c-weak-crypto-digest
    // ruleid: c-weak-crypto-choice
    MD5((const unsigned char *)password, strlen(password), out);
    // ruleid: c-weak-crypto
    DES_ecb_encrypt(in, out, &ks, DES_ENCRYPT);
    // ok: c-weak-crypto
    SHA256(in, n, out);
}

void checksum(const unsigned char *data, size_t n, unsigned char *out)
{
    // ok: c-weak-crypto
    MD5(data, n, out);
}

void make_token(char *out)
{
    for (int i = 0; i < 16; i++) {
        // ruleid: c-weak-random
        out[i] = letters[rand() % 26];
    }
    char session_key[16];
    // ruleid: c-weak-random
    session_key[0] = rand();
}

int roll(void)
{
    // ok: c-weak-random
    int side = rand() % 6;
    // ok: c-weak-random
    return rand() % 6;
}

int login(const char *in)
{
    char password[64];
    fill(password);
    check(password);
    // ruleid: c-memory-leak-of-secret
    // ruleid: c-memory-leak-of-secret-moved
    memset(password, 0, sizeof(password));
    return 0;
}

void forget(char *secret, char *buf)
{
    // ruleid: c-memory-leak-of-secret
    memset(secret, 0, 32);
    free(secret);
    // ok: c-memory-leak-of-secret
    explicit_bzero(secret, 32);
    // ok: c-memory-leak-of-secret
    memset(buf, 0, 32);
    free(buf);
}
