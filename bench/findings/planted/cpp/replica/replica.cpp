#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <sqlite3.h>

namespace replica {

class Statement {
public:
    explicit Statement(std::string head) : sql_(std::move(head)) {}

    Statement &where(const std::string &column, const std::string &value)
    {
        sql_ += (first_ ? " WHERE " : " AND ") + column + " = '" + value + "'";
        first_ = false;
        return *this;
    }

    const std::string &text() const { return sql_; }

private:
    std::string sql_;
    bool first_ = true;
};

class Store {
public:
    explicit Store(sqlite3 *db) : db_(db) {}

    void forget(const std::map<std::string, std::string> &headers)
    {
        Statement st("DELETE FROM object");
        st.where("owner", headers.at("x-owner"));
        exec(st.text());
    }

    void forgetOld(unsigned days)
    {
        exec("DELETE FROM object WHERE age > " + std::to_string(days));
    }

    void rename(const std::string &from, const std::string &to)
    {
        std::unique_ptr<char, void (*)(void *)> sql(
            sqlite3_mprintf("UPDATE object SET name = %Q WHERE name = %Q", to.c_str(), from.c_str()), sqlite3_free);
        if (sql)
            sqlite3_exec(db_, sql.get(), nullptr, nullptr, nullptr);
    }

private:
    void exec(const std::string &sql)
    {
        sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
    }

    sqlite3 *db_;
};

static std::string stripDots(std::string name)
{
    const auto at = name.find("../");
    if (at != std::string::npos)
        name.erase(at, 3);
    return name;
}

static bool plainName(const std::string &name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

std::string readObject(const std::string &name)
{
    std::ifstream in("/srv/replica/" + stripDots(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string readIndex(const std::string &name)
{
    if (!plainName(name))
        return {};
    std::ifstream in("/srv/replica/" + name + ".idx", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void syncAll(const std::vector<std::string> &peers)
{
    std::for_each(peers.begin(), peers.end(), [](const std::string &peer) {
        const std::string cmd = "rsync -az /srv/replica/ " + peer + ":/srv/replica/";
        if (std::system(cmd.c_str()) != 0)
            std::cerr << "sync failed\n";
    });
}

int syncShard(const std::string &peer, int shard)
{
    if (!plainName(peer))
        return -1;
    const std::string cmd = "rsync -az /srv/replica/" + std::to_string(shard) + " " + peer + ":/srv/replica/";
    return std::system(cmd.c_str());
}

struct Node {
    std::string name;
    Node *next = nullptr;
};

static void destroy(Node *n) { delete n; }

class Ring {
public:
    void remove(Node *prev, Node *victim)
    {
        destroy(victim);
        prev->next = victim->next;
    }

    void unlink(Node *prev, Node *victim)
    {
        prev->next = victim->next;
        destroy(victim);
    }

    void startTimer()
    {
        int rounds = 0;
        std::thread([&rounds] {
            for (int i = 0; i < 10; ++i)
                ++rounds;
        }).detach();
    }

    int countRounds()
    {
        int rounds = 0;
        std::thread t([&rounds] {
            for (int i = 0; i < 10; ++i)
                ++rounds;
        });
        t.join();
        return rounds;
    }
};

static void put(char *dst, const char *src, std::size_t n)
{
    std::memcpy(dst, src, n);
}

struct Packed {
    char key[16];
    std::uint32_t size;
};

Packed pack(const std::string &key, std::uint32_t size)
{
    Packed p{};
    put(p.key, key.data(), key.size());
    p.size = size;
    return p;
}

Packed packShort(const std::string &key, std::uint32_t size)
{
    Packed p{};
    key.copy(p.key, sizeof p.key - 1);
    p.size = size;
    return p;
}

std::string accessKey()
{
    const char *key = std::getenv("REPLICA_ACCESS_KEY");
    return key != nullptr ? key : "";
}

} // namespace replica
