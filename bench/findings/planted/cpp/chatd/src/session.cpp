#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

namespace chatd {

struct Frame {
    std::uint8_t type;
    std::uint16_t length;
    char data[1024];
};

class Session {
public:
    explicit Session(int fd) : fd_(fd) { std::memset(nick_, 0, sizeof nick_); }
    ~Session() { close(fd_); }
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    void setNick(const std::string &nick)
    {
        std::strcpy(nick_, nick.c_str());
    }

    void setTopic(const std::string &topic)
    {
        const std::size_t n = std::min(topic.size(), sizeof topic_ - 1);
        std::memcpy(topic_, topic.data(), n);
        topic_[n] = '\0';
    }

    void trace(const Frame &frame) const
    {
        char text[1100];
        const std::size_t n = std::min<std::size_t>(frame.length, sizeof frame.data);
        std::memcpy(text, frame.data, n);
        text[n] = '\0';
        std::fprintf(stderr, text);
    }

    void note(const std::string &what) const
    {
        std::fprintf(stderr, "%s: %s\n", nick_, what.c_str());
    }

    bool readFrame(Frame &frame)
    {
        unsigned char head[3];
        if (recv(fd_, head, sizeof head, MSG_WAITALL) != 3)
            return false;
        frame.type = head[0];
        frame.length = static_cast<std::uint16_t>(head[1] << 8 | head[2]);
        return recv(fd_, frame.data, frame.length, MSG_WAITALL) == frame.length;
    }

    bool readShort(Frame &frame)
    {
        unsigned char n = 0;
        if (recv(fd_, &n, 1, MSG_WAITALL) != 1)
            return false;
        frame.length = n;
        return recv(fd_, frame.data, n, MSG_WAITALL) == n;
    }

    int fd() const { return fd_; }
    const char *nick() const { return nick_; }

private:
    int fd_;
    char nick_[32];
    char topic_[128] = {};
};

class Room {
public:
    void join(std::shared_ptr<Session> s) { members_.push_back(std::move(s)); }

    void kick(const std::string &nick)
    {
        for (auto it = members_.begin(); it != members_.end(); ++it) {
            if ((*it)->nick() == nick)
                members_.erase(it);
        }
    }

    void sweep(int fd)
    {
        for (auto it = members_.begin(); it != members_.end();) {
            if ((*it)->fd() == fd)
                it = members_.erase(it);
            else
                ++it;
        }
    }

    const std::shared_ptr<Session> &oldest()
    {
        if (members_.empty())
            throw std::out_of_range("empty room");
        const auto &first = members_.front();
        members_.push_back(nullptr);
        members_.pop_back();
        std::cerr << first->nick() << '\n';
        return members_.front();
    }

    void greetAll(std::string_view text)
    {
        members_.reserve(members_.size() + 1);
        for (const auto &m : members_)
            send(m->fd(), text.data(), text.size(), 0);
    }

    std::string_view banner() const
    {
        std::string line = "room with " + std::to_string(members_.size());
        return line;
    }

    std::string title() const
    {
        std::string line = "room " + std::to_string(members_.size());
        return line;
    }

    std::function<void()> farewell(const std::string &who)
    {
        std::string text = "bye " + who;
        return [&text] { std::cout << text << '\n'; };
    }

    std::function<void()> welcome(const std::string &who)
    {
        std::string text = "hello " + who;
        return [text = std::move(text)] { std::cout << text << '\n'; };
    }

private:
    std::vector<std::shared_ptr<Session>> members_;
};

class Registry {
public:
    Session *find(const std::string &nick)
    {
        auto it = byNick_.find(nick);
        return it == byNick_.end() ? nullptr : it->second.get();
    }

    int descriptor(const std::string &nick)
    {
        return find(nick)->fd();
    }

    int descriptorOr(const std::string &nick, int other)
    {
        if (Session *s = find(nick))
            return s->fd();
        return other;
    }

private:
    std::map<std::string, std::unique_ptr<Session>> byNick_;
};

} // namespace chatd
