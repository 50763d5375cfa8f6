#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace jobs {

struct Job {
    std::string id;
    std::string kind;
    std::map<std::string, std::string> args;
};

class Runner {
public:
    int compress(const Job &job)
    {
        const std::string cmd = "tar czf /var/jobs/out.tgz " + job.args.at("dir");
        return std::system(cmd.c_str());
    }

    int nightly()
    {
        static const std::array<std::string, 2> dirs{"/srv/data", "/srv/conf"};
        int rc = 0;
        for (const auto &d : dirs)
            rc |= std::system(("rsync -a " + d + " /backup").c_str());
        return rc;
    }

    std::string probe(const Job &job)
    {
        std::ostringstream cmd;
        cmd << "ffprobe -v quiet \"" << job.args.at("file") << "\"";
        return capture(cmd.str());
    }

    std::string uptime() { return capture("uptime -p"); }

    int resize(const Job &job)
    {
        std::string file = job.args.at("file");
        std::string size = std::to_string(std::stoi(job.args.at("width"))) + "x";
        std::string prog = "convert", opt = "-resize", out = "/var/jobs/out.png";
        if (file.empty() || file[0] != '/')
            return -1;
        char *argv[] = {prog.data(), file.data(), opt.data(), size.data(), out.data(), nullptr};
        pid_t pid = 0;
        int status = -1;
        if (posix_spawn(&pid, "/usr/bin/convert", nullptr, nullptr, argv, environ) != 0)
            return -1;
        waitpid(pid, &status, 0);
        return status;
    }

    void save(const Job &job, const std::string &text)
    {
        std::ofstream out("/var/jobs/results/" + job.id + ".txt");
        out << text;
    }

    bool saveChecked(const Job &job, const std::string &text)
    {
        static const std::regex shape("[0-9a-f]{32}");
        if (!std::regex_match(job.id, shape))
            return false;
        std::ofstream out("/var/jobs/results/" + job.id + ".log");
        out << text;
        return true;
    }

    bool validName(const std::string &name)
    {
        static const std::regex shape("^(([a-z])+.)+[A-Z]([a-z])+$");
        return std::regex_match(name, shape);
    }

    bool validKind(const std::string &kind)
    {
        static const std::regex shape("[a-z][a-z0-9-]*");
        return kind.size() < 64 && std::regex_match(kind, shape);
    }

private:
    static std::string capture(const std::string &cmd)
    {
        std::unique_ptr<FILE, int (*)(FILE *)> pipe(popen(cmd.c_str(), "r"), pclose);
        std::string out;
        std::array<char, 256> buf{};
        while (pipe && std::fgets(buf.data(), static_cast<int>(buf.size()), pipe.get()) != nullptr)
            out += buf.data();
        return out;
    }
};

class Plugin {
public:
    virtual void run(const Job &job) = 0;
    ~Plugin() = default;
};

class Step {
public:
    virtual void run(const Job &job) = 0;
    virtual ~Step() = default;
};

class Pool {
public:
    void retire(Plugin *p) { delete p; }

    void load(std::size_t n)
    {
        delete[] slots_;
        slots_ = new Job[n];
        count_ = n;
    }

    void shrink()
    {
        delete[] slots_;
        count_ = 0;
    }

    ~Pool() { delete[] slots_; }

    Pool() = default;
    Pool(const Pool &) = delete;
    Pool &operator=(const Pool &) = delete;

private:
    Job *slots_ = nullptr;
    std::size_t count_ = 0;
};

class Scratch {
public:
    explicit Scratch(std::size_t n) : p_(new char[n]), n_(n) {}
    ~Scratch() { delete[] p_; }
    Scratch(Scratch &&o) noexcept : p_(o.p_), n_(o.n_) { o.p_ = nullptr; }
    char *get() { return p_; }
    std::size_t size() const { return n_; }

private:
    char *p_;
    std::size_t n_;
};

class Buffer {
public:
    explicit Buffer(std::size_t n) : p_(new char[n]), n_(n) {}
    ~Buffer() { delete[] p_; }
    std::size_t size() const { return n_; }

private:
    char *p_;
    std::size_t n_;
};

class Batch {
public:
    void add(const Buffer &b) { all_.push_back(b); }
    std::size_t bytes() const
    {
        std::size_t n = 0;
        for (const auto &b : all_)
            n += b.size();
        return n;
    }

private:
    std::vector<Buffer> all_;
};

int process(const std::string &text)
{
    int *retries = new int(3);
    if (text.empty())
        return -1;
    int left = *retries;
    delete retries;
    return left;
}

int processOnce(const std::string &text)
{
    auto retries = std::make_unique<int>(1);
    return text.empty() ? -1 : *retries;
}

} // namespace jobs
