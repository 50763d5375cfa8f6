#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <memory>
#include <mutex>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sqlite3.h>
#include <syslog.h>

namespace bank {

static std::string hex(const unsigned char *p, std::size_t n)
{
    std::ostringstream out;
    for (std::size_t i = 0; i < n; ++i)
        out << std::hex << std::setw(2) << std::setfill('0') << static_cast<int>(p[i]);
    return out.str();
}

class Ledger {
public:
    explicit Ledger(sqlite3 *db) : db_(db) {}

    void rename(const std::string &account, const std::string &label)
    {
        std::string sql = "UPDATE account SET label = '";
        sql.append(label).append("' WHERE no = '").append(account).append("'");
        sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
    }

    std::int64_t balance(const std::string &account)
    {
        sqlite3_stmt *st = nullptr;
        if (sqlite3_prepare_v2(db_, "SELECT cents FROM account WHERE no = ?", -1, &st, nullptr) != SQLITE_OK)
            throw std::runtime_error(sqlite3_errmsg(db_));
        sqlite3_bind_text(st, 1, account.c_str(), -1, SQLITE_TRANSIENT);
        const std::int64_t cents = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
        sqlite3_finalize(st);
        return cents;
    }

    void purge(int years)
    {
        const std::string sql = "DELETE FROM entry WHERE booked < date('now', '-" + std::to_string(years) + " years')";
        sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
    }

    void transfer(std::int64_t &from, std::int64_t &to, std::int32_t units, std::int32_t price)
    {
        const std::int32_t total = units * price;
        from -= total;
        to += total;
    }

    void settle(std::int64_t &from, std::int64_t &to, std::int32_t units, std::int32_t price)
    {
        const std::int64_t total = static_cast<std::int64_t>(units) * price;
        from -= total;
        to += total;
    }

    bool tryBook(std::vector<std::int64_t> &queue, std::int64_t cents)
    {
        mutex_.lock();
        if (queue.size() > 1000)
            return false;
        queue.push_back(cents);
        mutex_.unlock();
        return true;
    }

    bool book(std::vector<std::int64_t> &queue, std::int64_t cents)
    {
        std::lock_guard<std::mutex> hold(mutex_);
        if (queue.size() > 1000)
            return false;
        queue.push_back(cents);
        return true;
    }

private:
    sqlite3 *db_;
    std::mutex mutex_;
};

class Cards {
public:
    std::string newPin()
    {
        std::srand(static_cast<unsigned>(std::time(nullptr)));
        std::string pin;
        for (int i = 0; i < 4; ++i)
            pin.push_back(static_cast<char>('0' + std::rand() % 10));
        return pin;
    }

    std::string newToken()
    {
        unsigned char raw[24];
        if (RAND_bytes(raw, sizeof raw) != 1)
            throw std::runtime_error("no randomness");
        return hex(raw, sizeof raw);
    }

    std::string resetToken()
    {
        std::mt19937 gen(static_cast<std::uint32_t>(std::chrono::system_clock::now().time_since_epoch().count()));
        std::uniform_int_distribution<int> dist(0, 255);
        unsigned char raw[16];
        for (auto &b : raw)
            b = static_cast<unsigned char>(dist(gen));
        return hex(raw, sizeof raw);
    }

    std::vector<int> sample(std::size_t n, std::uint32_t seed)
    {
        std::mt19937 gen(seed);
        std::vector<int> out(n);
        for (auto &v : out)
            v = static_cast<int>(gen() % 100);
        return out;
    }

    std::string passwordDigest(const std::string &salt, const std::string &password)
    {
        unsigned char md[EVP_MAX_MD_SIZE];
        unsigned len = 0;
        const std::string in = salt + password;
        EVP_Digest(in.data(), in.size(), md, &len, EVP_md5(), nullptr);
        return hex(md, len);
    }

    std::string fileDigest(const std::vector<unsigned char> &content)
    {
        unsigned char md[EVP_MAX_MD_SIZE];
        unsigned len = 0;
        EVP_Digest(content.data(), content.size(), md, &len, EVP_sha256(), nullptr);
        return hex(md, len);
    }

    bool checkPin(const std::string &account, const std::string &pin, const std::string &expected)
    {
        if (pin.size() == expected.size() && CRYPTO_memcmp(pin.data(), expected.data(), pin.size()) == 0)
            return true;
        syslog(LOG_WARNING, "wrong pin %s for account %s", pin.c_str(), account.c_str());
        return false;
    }

    void lock(const std::string &account, int failures)
    {
        syslog(LOG_NOTICE, "pin of account %s locked after %d failures", account.c_str(), failures);
    }

    std::vector<unsigned char> wrap(const std::vector<unsigned char> &master)
    {
        unsigned char work[32] = {};
        unsigned len = 0;
        EVP_Digest(master.data(), master.size(), work, &len, EVP_sha256(), nullptr);
        std::vector<unsigned char> out(work, work + len);
        std::memset(work, 0, sizeof work);
        return out;
    }

    std::vector<unsigned char> derive(const std::vector<unsigned char> &master)
    {
        unsigned char work[64] = {};
        unsigned len = 0;
        EVP_Digest(master.data(), master.size(), work, &len, EVP_sha512(), nullptr);
        std::vector<unsigned char> out(work, work + len);
        OPENSSL_cleanse(work, sizeof work);
        return out;
    }
};

} // namespace bank
