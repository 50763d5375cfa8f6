#include <string>

void old_ciphers(const unsigned char *secret, DES_key_schedule *schedule, RSA *rsa, BIGNUM *e)
{
    // ruleid: c-weak-crypto-library
    DES_set_key_unchecked(block, schedule);
    // ruleid: c-weak-crypto-library
    auto mode = Botan::Cipher_Mode::create("3DES/CBC", Botan::Cipher_Dir::Encryption);
    // ok: c-weak-crypto-library
    auto good = Botan::Cipher_Mode::create("AES-256/GCM", Botan::Cipher_Dir::Encryption);
    // ruleid: c-weak-crypto-library
    RSA_generate_key_ex(rsa, 768, e, NULL);
    // ok: c-weak-crypto-library
    RSA_generate_key_ex(rsa, 3072, e, NULL);
}

void start(EVP_CIPHER_CTX *ctx, const unsigned char *key)
{
    unsigned char iv[16] = {0};
    // ruleid: c-weak-crypto-start
    EVP_EncryptInit_ex(ctx, EVP_aes_256_cbc(), NULL, key, iv);
}

void start_text(EVP_CIPHER_CTX *ctx, const unsigned char *key)
{
    unsigned char first_iv[] = "0123456789abcdef";
    // ruleid: c-weak-crypto-start
    EVP_CipherInit_ex(ctx, EVP_aes_256_cbc(), NULL, key, first_iv, 1);
}

void start_random(EVP_CIPHER_CTX *ctx, const unsigned char *key)
{
    unsigned char iv[16] = {0};
    RAND_bytes(iv, sizeof iv);
    // ok: c-weak-crypto-start
    EVP_EncryptInit_ex(ctx, EVP_aes_256_cbc(), NULL, key, iv);
    unsigned char other_iv[12];
    // ok: c-weak-crypto-start
    EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, other_iv);
}

void store(const char *password, unsigned char *out)
{
    // ruleid: c-weak-crypto-digest
    // ruleid: c-weak-crypto-choice
    EVP_Digest(password, strlen(password), out, NULL, EVP_sha1(), NULL);
}

void store_pin(const std::string &pin, unsigned char *out)
{
    // ruleid: c-weak-crypto-digest
    MD5(data(pin), pin.size(), out);
}

void store_slowly(const char *password, unsigned char *out)
{
    // ok: c-weak-crypto-digest
    PKCS5_PBKDF2_HMAC(password, -1, salt, 16, 600000, EVP_sha1(), 32, out);
}

void etag(const char *body, unsigned char *out)
{
    // ok: c-weak-crypto-digest
    EVP_Digest(body, strlen(body), out, NULL, EVP_md5(), NULL);
}

void certificates(ssl::context &context, SSL_CTX *ctx)
{
    // ruleid: c-tls-verification-off-callback
    context.set_verify_callback([](bool, ssl::verify_context &) { return true; });
    // ok: c-tls-verification-off-callback
    context.set_verify_callback([](bool ok, ssl::verify_context &) { return ok; });
    // ruleid: c-tls-verification-off-callback
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, [](int, X509_STORE_CTX *) { return 1; });
    // ok: c-tls-verification-off-callback
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, nullptr);
}

xmlDocPtr read_scene(const std::string &text)
{
    int flags = XML_PARSE_NONET | XML_PARSE_NOENT;
    // ruleid: c-xxe-parser
    return xmlReadMemory(text.data(), text.size(), "scene", nullptr, flags);
}

void read_poco(Poco::XML::DOMParser &parser)
{
    // ruleid: c-xxe-parser
    parser.setFeature(Poco::XML::XMLReader::FEATURE_EXTERNAL_GENERAL_ENTITIES, true);
    // ok: c-xxe-parser
    parser.setFeature(Poco::XML::XMLReader::FEATURE_EXTERNAL_PARAMETER_ENTITIES, false);
}

void read_xerces(const char *path)
{
    xercesc::XercesDOMParser reader;
    reader.setDisableDefaultEntityResolution(true);
    // ok: c-xxe-parser
    reader.parse(path);
}

void cookies(crow::response &res, const std::string &id)
{
    // ruleid: c-insecure-cookie
    res.add_header("Set-Cookie", "sid=" + id + "; Path=/");
    // ok: c-insecure-cookie
    res.add_header("Set-Cookie", "sid=" + id + "; Path=/; Secure; HttpOnly");
}

void cookie_object(Poco::Net::HTTPServerResponse &res, const std::string &id)
{
    Poco::Net::HTTPCookie cookie("sid", id);
    cookie.setHttpOnly(true);
    // ruleid: c-insecure-cookie
    res.addCookie(cookie);
}

void cookie_secure(Poco::Net::HTTPServerResponse &res, const std::string &id)
{
    Poco::Net::HTTPCookie cookie("sid", id);
    cookie.setHttpOnly(true);
    cookie.setSecure(true);
    // ok: c-insecure-cookie
    res.addCookie(cookie);
}

void cors(const crow::request &req, crow::response &res)
{
    // ruleid: c-cors-wildcard-with-credentials
    res.add_header("Access-Control-Allow-Origin", req.get_header_value("Origin"));
    res.add_header("Access-Control-Allow-Credentials", "true");
}

void cors_public(const crow::request &req, crow::response &res)
{
    // ok: c-cors-wildcard-with-credentials
    res.add_header("Access-Control-Allow-Origin", "https://app.example.org");
    res.add_header("Access-Control-Allow-Credentials", "true");
}

void cors_text(void)
{
    const char *origin = getenv("HTTP_ORIGIN");
    // ruleid: c-cors-wildcard-with-credentials
    // ruleid: c-header-injection
    printf("Access-Control-Allow-Origin: %s\n", origin);
    printf("Access-Control-Allow-Credentials: true\r\n");
}

void cors_fixed(void)
{
    // ok: c-cors-wildcard-with-credentials
    printf("Access-Control-Allow-Origin: https://app.example.org\n");
    printf("Access-Control-Allow-Credentials: true\n");
}

std::string subject(const std::string &token)
{
    // ruleid: c-jwt-not-verified
    auto read = jwt::decode(token);
    return read.get_subject();
}

std::string checked_subject(const std::string &token)
{
    // ok: c-jwt-not-verified
    auto read = jwt::decode(token);
    kVerifier.verify(read);
    return read.get_subject();
}

int claims(const char *token)
{
    jwt_t *jwt = NULL;
    // ruleid: c-jwt-not-verified
    jwt_decode(&jwt, token, NULL, 0);
    // ok: c-jwt-not-verified
    return jwt_decode(&jwt, token, key, key_length);
}

void patterns(regex_t *compiled)
{
    // ruleid: c-regex-dos
    const std::regex name("^([a-z]+)*$");
    // ok: c-regex-dos
    const std::regex words("^([a-z]+,)*[a-z]+$");
    // ruleid: c-regex-dos
    regcomp(compiled, "^([0-9a-f]+:?)+$", REG_EXTENDED);
    // ok: c-regex-dos
    regcomp(compiled, "^[0-9a-f]+(:[0-9a-f]+)*$", REG_EXTENDED);
}

void folders(const char *path)
{
    // ruleid: c-bug-permissions
    umask(0);
    // ok: c-bug-permissions
    umask(077);
    // ruleid: c-bug-permissions
    mkdir(path, 0777);
    // ok: c-bug-permissions
    mkdir(path, 0755);
}

void Counter::add()
{
    // ruleid: c-bug-lock-dropped
    std::unique_lock<std::mutex>(mutex_);
    // ok: c-bug-lock-dropped
    std::unique_lock<std::mutex> held(mutex_);
    // ruleid: c-bug-lock-dropped
    std::lock_guard<std::mutex>{other_};
    // ok: c-bug-lock-dropped
    std::scoped_lock both(mutex_, other_);
}

void tell(Poco::Logger &log, const std::string &user, const std::string &reset_token, const char *psk)
{
    // ruleid: c-log-of-secret-argument
    log.information("token of %s is %s", user, reset_token);
    // ok: c-log-of-secret-argument
    log.information("token of %s is new", user);
    // ruleid: c-log-of-secret-argument
    syslog(LOG_INFO, "network of %s: %s", user, psk);
    // ok: c-log-of-secret-argument
    syslog(LOG_INFO, "key of %s: %zu characters", user, strlen(psk));
}

void unpack(struct archive_entry *entry, zip_t *zip, int folder)
{
    const char *name = archive_entry_pathname(entry);
    // ruleid: c-zip-slip
    keep(fopen(name, "wb"));
    // ok: c-zip-slip
    keep(fopen("entries.txt", "a"));
    const char *second = zip_get_name(zip, 0, 0);
    // ruleid: c-zip-slip
    keep(openat(folder, second, O_WRONLY | O_CREAT, 0600));
}

void unpack_checked(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);
    if (!is_safe_name(name))
        return;
    // ok: c-zip-slip
    keep(fopen(name, "wb"));
}

void read_length(int fd)
{
    uint32_t length = ntohl(read_u32(fd));
    // ruleid: c-integer-overflow-sum
    char *text = malloc(length + 1);
    uint32_t other = read_be32(fd);
    // ruleid: c-integer-overflow-sum
    char *more = realloc(text, other + 16);
    // ok: c-integer-overflow-sum
    char *fixed = malloc(64);
}

void read_limited(int fd)
{
    uint32_t length = read_u32(fd);
    if (length > 4096)
        return;
    // ok: c-integer-overflow-sum
    char *text = malloc(length + 1);
}
