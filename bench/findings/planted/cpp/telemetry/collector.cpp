#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <curl/curl.h>
#include <libxml/parser.h>

namespace telemetry {

struct Sample {
    std::uint32_t id = 0;
    double value = 0;
};

static const char *const kUploadKey = "c9f2Vq71mXeT0bLr48ZsNkYw5hDu3aJp";

class Collector {
public:
    std::vector<Sample> parse(const std::uint8_t *data, std::size_t len)
    {
        std::vector<Sample> out;
        if (len < 4)
            return out;
        std::uint32_t n;
        std::memcpy(&n, data, 4);
        const std::uint8_t *p = data + 4;
        for (std::uint32_t i = 0; i < n; ++i) {
            Sample s;
            std::memcpy(&s.id, p, 4);
            std::memcpy(&s.value, p + 4, 8);
            out.push_back(s);
            p += 12;
        }
        return out;
    }

    std::vector<Sample> parseChecked(const std::uint8_t *data, std::size_t len)
    {
        std::vector<Sample> out;
        std::uint32_t n = 0;
        if (len < 4)
            return out;
        std::memcpy(&n, data, 4);
        if (n > (len - 4) / 12)
            return out;
        const std::uint8_t *p = data + 4;
        for (std::uint32_t i = 0; i < n; ++i, p += 12) {
            Sample s;
            std::memcpy(&s.id, p, 4);
            std::memcpy(&s.value, p + 4, 8);
            out.push_back(s);
        }
        return out;
    }

    double median(std::vector<Sample> v)
    {
        std::sort(v.begin(), v.end(), [](const Sample &a, const Sample &b) { return a.value < b.value; });
        return v[v.size()].value;
    }

    double newest(const std::vector<Sample> &v)
    {
        return v.empty() ? 0.0 : v[v.size() - 1].value;
    }

    std::size_t tail(const std::vector<Sample> &v, std::uint32_t id)
    {
        std::size_t n = 0;
        for (std::size_t i = v.size() - 1; i >= 0; --i) {
            if (v[i].id != id)
                break;
            ++n;
        }
        return n;
    }

    std::size_t run(const std::vector<Sample> &v, std::uint32_t id)
    {
        std::size_t n = 0;
        for (std::size_t i = v.size(); i-- > 0;) {
            if (v[i].id != id)
                break;
            ++n;
        }
        return n;
    }

    bool upload(const std::string &body)
    {
        std::unique_ptr<CURL, void (*)(CURL *)> curl(curl_easy_init(), curl_easy_cleanup);
        if (!curl)
            return false;
        std::string header = std::string("X-Key: ") + kUploadKey;
        curl_slist *list = curl_slist_append(nullptr, header.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_URL, "https://collect.example.com/v1");
        curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, list);
        curl_easy_setopt(curl.get(), CURLOPT_SSL_VERIFYHOST, 0L);
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
        const bool ok = curl_easy_perform(curl.get()) == CURLE_OK;
        curl_slist_free_all(list);
        return ok;
    }

    bool ping()
    {
        std::unique_ptr<CURL, void (*)(CURL *)> curl(curl_easy_init(), curl_easy_cleanup);
        if (!curl)
            return false;
        curl_easy_setopt(curl.get(), CURLOPT_URL, "https://collect.example.com/ping");
        curl_easy_setopt(curl.get(), CURLOPT_SSL_VERIFYHOST, 2L);
        return curl_easy_perform(curl.get()) == CURLE_OK;
    }

    bool configure(const std::string &xml)
    {
        const int options = XML_PARSE_NOENT | XML_PARSE_NOBLANKS;
        xmlDocPtr doc = xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr, options);
        if (doc == nullptr)
            return false;
        xmlFreeDoc(doc);
        return true;
    }

    bool reconfigure(const std::string &xml)
    {
        xmlDocPtr doc = xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr, XML_PARSE_NONET | XML_PARSE_NOBLANKS);
        if (doc == nullptr)
            return false;
        xmlFreeDoc(doc);
        return true;
    }

    const char *unit(std::uint32_t id) const
    {
        const auto it = units_.find(id);
        return it->second.c_str();
    }

    const char *unitOr(std::uint32_t id, const char *other) const
    {
        const auto it = units_.find(id);
        return it == units_.end() ? other : it->second.c_str();
    }

    void release(Sample *s)
    {
        delete s;
        if (s->value > limit_)
            ++dropped_;
    }

    void discard(std::unique_ptr<Sample> s)
    {
        if (s->value > limit_)
            ++dropped_;
        s.reset();
    }

    void flush(std::FILE *out)
    {
        try {
            if (std::fprintf(out, "dropped=%u\n", dropped_) < 0)
                throw std::string("write");
        } catch (...) {
        }
        dropped_ = 0;
    }

private:
    std::map<std::uint32_t, std::string> units_;
    double limit_ = 100.0;
    unsigned dropped_ = 0;
};

} // namespace telemetry
