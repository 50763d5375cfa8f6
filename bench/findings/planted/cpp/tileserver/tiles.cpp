#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace fs = std::filesystem;

struct Query {
    std::string layer;
    int z = 0;
    std::uint32_t x = 0;
    std::uint32_t y = 0;
};

class TileStore {
public:
    explicit TileStore(fs::path root) : root_(fs::canonical(std::move(root))) {}

    std::string style(const std::string &name) const
    {
        std::ifstream in(root_ / "styles" / name);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    std::string font(const std::string &name) const
    {
        const fs::path full = fs::weakly_canonical(root_ / "fonts" / name);
        const fs::path rel = full.lexically_relative(root_ / "fonts");
        if (rel.empty() || *rel.begin() == "..")
            throw std::invalid_argument("font");
        std::ifstream in(full, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    std::string tile(const Query &q) const
    {
        std::ostringstream rel;
        rel << q.z << '/' << q.x << '/' << q.y << ".png";
        std::ifstream in(root_ / rel.str(), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    void evict(int zoom)
    {
        const fs::path dir = root_ / "cache" / std::to_string(zoom);
        if (fs::exists(dir / "lock"))
            return;
        std::ofstream lock(dir / "lock");
        fs::remove_all(dir / "tiles");
        fs::remove(dir / "lock");
    }

    bool warm(int zoom)
    {
        const fs::path dir = root_ / "cache" / std::to_string(zoom);
        std::error_code ec;
        return fs::create_directory(dir, ec);
    }

private:
    fs::path root_;
};

class Bitmap {
public:
    Bitmap(std::uint32_t w, std::uint32_t h) : w_(w), h_(h)
    {
        const std::uint32_t bytes = w * h * 4;
        data_ = std::make_unique<std::uint8_t[]>(bytes);
    }

    void set(std::uint32_t x, std::uint32_t y, std::uint8_t v)
    {
        if (x >= w_ || y >= h_)
            throw std::out_of_range("pixel");
        data_[(static_cast<std::size_t>(y) * w_ + x) * 4] = v;
    }

    static std::vector<std::uint8_t> blank(std::uint32_t w, std::uint32_t h)
    {
        if (h != 0 && w > std::numeric_limits<std::uint32_t>::max() / 4 / h)
            throw std::length_error("bitmap");
        return std::vector<std::uint8_t>(w * h * 4);
    }

private:
    std::uint32_t w_;
    std::uint32_t h_;
    std::unique_ptr<std::uint8_t[]> data_;
};

class Zooms {
public:
    void hit(int z)
    {
        if (z < 0 || z > static_cast<int>(count_.size()))
            return;
        ++count_[static_cast<std::size_t>(z)];
    }

    long total() const
    {
        long sum = 0;
        for (std::size_t i = 0; i < count_.size(); ++i)
            sum += count_[i];
        return sum;
    }

    long above(int z) const
    {
        long sum;
        for (int i = z < 0 ? 0 : z; i < static_cast<int>(count_.size()); ++i)
            sum += count_.at(static_cast<std::size_t>(i));
        return sum;
    }

    long below(int z) const
    {
        long sum{};
        for (int i = 0; i < z && i < static_cast<int>(count_.size()); ++i)
            sum += count_.at(static_cast<std::size_t>(i));
        return sum;
    }

    const char *family(int z) const
    {
        const char *name = "street";
        switch (z / 6) {
        case 0:
            name = "world";
        case 1:
            name = "region";
            break;
        default:
            break;
        }
        return name;
    }

    const char *scale(int z) const
    {
        switch (z / 6) {
        case 0:
            [[fallthrough]];
        case 1:
            return "small";
        default:
            return "large";
        }
    }

private:
    std::array<long, 23> count_{};
};

int main(int argc, char **argv)
{
    const char *root = std::getenv("TILE_ROOT");
    TileStore store(root != nullptr ? root : "/srv/tiles");
    return argc > 1 && store.warm(std::atoi(argv[1])) ? 0 : 1;
}
