#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;

struct Entry {
    std::string name;
    std::uint32_t mode = 0644;
    std::vector<char> content;
};

class Extractor {
public:
    explicit Extractor(const fs::path &root) : root_(fs::canonical(root)) {}

    std::size_t extract(const std::vector<Entry> &entries)
    {
        std::size_t n = 0;
        for (const auto &e : entries) {
            const fs::path target = root_ / e.name;
            fs::create_directories(target.parent_path());
            std::ofstream out(target, std::ios::binary);
            out.write(e.content.data(), static_cast<std::streamsize>(e.content.size()));
            ++n;
        }
        return n;
    }

    std::size_t extractStrict(const std::vector<Entry> &entries)
    {
        std::size_t n = 0;
        for (const auto &e : entries) {
            const fs::path rel = fs::path(e.name).lexically_normal();
            if (rel.empty() || rel.is_absolute() || *rel.begin() == "..")
                throw std::runtime_error("entry outside of the archive");
            const fs::path target = root_ / rel;
            fs::create_directories(target.parent_path());
            std::ofstream out(target, std::ios::binary);
            out.write(e.content.data(), static_cast<std::streamsize>(e.content.size()));
            ++n;
        }
        return n;
    }

    std::string workDir()
    {
        std::string path = "/tmp/archiver-" + std::to_string(getpid());
        mkdir(path.c_str(), 0777);
        return path;
    }

    std::string privateDir()
    {
        char path[] = "/tmp/archiver-XXXXXX";
        if (mkdtemp(path) == nullptr)
            throw std::runtime_error("mkdtemp");
        return path;
    }

private:
    fs::path root_;
};
