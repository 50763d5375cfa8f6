#include <dlfcn.h>
#include <stdlib.h>
#include <fstream>
#include <sstream>
#include <string>

void ping(const std::string &host) {
    // ruleid: c-shell-injection
    // ruleid: c-shell-injection-arguments
    std::system(("ping -c1 " + host).c_str());
}

void convert(std::string_view file) {
    auto command = fmt::format("convert {} out.png", file);
    // ruleid: c-shell-injection
    std::system(command.c_str());
}

void unpack(const char *archive) {
    std::ostringstream command;
    command << "tar xf " << archive;
    // ruleid: c-shell-injection
    // ruleid: c-shell-injection-arguments
    run(popen(command.str().c_str(), "r"));
}

void ping_quoted(const std::string &host) {
    std::string safe = shell_quote(host);
    // ok: c-shell-injection
    std::system("uptime");
}

void wait_some(int seconds) {
    // ok: c-shell-injection
    std::system(("sleep " + std::to_string(seconds)).c_str());
}

void find_user(QSqlQuery &query, const QString &name) {
    // ruleid: c-sql-injection-object
    query.exec(QString("SELECT * FROM users WHERE name = '%1'").arg(name));
}

void forget(sqlite3 *db, const std::string &name) {
    std::ostringstream statement;
    statement << "DELETE FROM users WHERE name = '" << name << "'";
    // ruleid: c-sql-injection
    // ruleid: c-sql-injection-format
    sqlite3_exec(db, statement.str().c_str(), nullptr, nullptr, nullptr);
}

void find_bound(QSqlQuery &query, const QString &name) {
    // ok: c-sql-injection-object
    query.prepare("SELECT * FROM users WHERE name = ?");
    query.addBindValue(name);
    query.exec();
}

void find_quoted(sqlite3 *db, const char *name) {
    char *statement = sqlite3_mprintf("SELECT * FROM users WHERE name = %Q", name);
    // ok: c-sql-injection
    sqlite3_exec(db, statement, nullptr, nullptr, nullptr);
}

void find_formatted(PGconn *db, const char *name) {
    char statement[256];
    snprintf(statement, sizeof(statement), "SELECT id FROM users WHERE name = '%s'", name);
    // ruleid: c-sql-injection
    PQexecParams(db, statement, 0, NULL, NULL, NULL, NULL, 0);
}

void remove_formatted(PGconn *db, const char *name) {
    char statement[256];
    snprintf(statement, 256, "DELETE FROM users WHERE name = '%s'", name);
    if (!db) return;
    // ruleid: c-sql-injection
    PQexecParams(db, statement, 0, NULL, NULL, NULL, NULL, 0);
}

void find_params(PGconn *db, const char *const *values, int columns) {
    char statement[256];
    // ok: c-sql-injection
    snprintf(statement, sizeof(statement), "SELECT %d FROM users WHERE name = $1", columns);
    PQexecParams(db, statement, 1, NULL, values, NULL, NULL, 0);
}

void find_table(PGconn *db, const char *const *values) {
    // ok: c-sql-injection
    PQexecParams(db, "SELECT 1 FROM users WHERE name = $1", 1, NULL, values, NULL, NULL, 0);
}

void download(const httplib::Request &request, httplib::Response &response) {
    // ruleid: c-path-traversal-request
    std::ifstream file("./public/" + request.get_param_value("file"));
}

void serve(void) {
    char path[512];
    snprintf(path, sizeof(path), "/srv/www/%s", getenv("PATH_INFO"));
    // ruleid: c-path-traversal-request
    FILE *file = fopen(path, "r");
    if (file) fclose(file);
}

void download_checked(const httplib::Request &request, httplib::Response &response) {
    std::string name = request.get_param_value("file");
    if (name.find("..") != std::string::npos) return;
    // ok: c-path-traversal-request
    std::ifstream file("./public/" + name);
}

void configure(void) {
    // ok: c-path-traversal-request
    std::ifstream file("./public/index.html");
}

void greet(const httplib::Request &request, httplib::Response &response) {
    // ruleid: c-xss
    response.set_content("<b>" + request.get_param_value("name") + "</b>", "text/html");
}

void search(void) {
    char *query = getenv("QUERY_STRING");
    // ruleid: c-xss
    printf("<p>You searched for %s</p>", query);
}

void greet_escaped(const httplib::Request &request, httplib::Response &response) {
    std::string name = request.get_param_value("name");
    // ok: c-xss
    response.set_content("<b>" + html_escape(name) + "</b>", "text/html");
}

void greet_plain(const httplib::Request &request, httplib::Response &response) {
    // ok: c-xss
    response.set_content(request.get_param_value("name"), "text/plain");
}

void after_login(const httplib::Request &request, httplib::Response &response) {
    // ruleid: c-open-redirect
    response.set_redirect(request.get_param_value("next"));
}

void after_logout(const httplib::Request &request, httplib::Response &response) {
    std::string next = request.get_header_value("Referer");
    // ruleid: c-open-redirect
    response.set_header("Location", next);
}

void home(const httplib::Request &request, httplib::Response &response) {
    // ok: c-open-redirect
    response.set_redirect("/home");
}

void language(const httplib::Request &request, httplib::Response &response) {
    std::string name = request.get_param_value("language");
    // ok: c-open-redirect
    // ruleid: c-header-injection-set
    response.set_header("Content-Language", name);
}

void preview(CURL *curl) {
    char *url = getenv("QUERY_STRING");
    // ruleid: c-ssrf
    curl_easy_setopt(curl, CURLOPT_URL, url);
}

void fetch(const httplib::Request &request, CURL *curl) {
    std::string url = request.get_param_value("url");
    // ruleid: c-ssrf
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
}

void fetch_known(const httplib::Request &request, CURL *curl) {
    std::string url = request.get_param_value("url");
    if (!is_allowed(url)) return;
    // ok: c-ssrf
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
}

void fetch_fixed(CURL *curl) {
    // ok: c-ssrf
    curl_easy_setopt(curl, CURLOPT_URL, "https://example.org/feed");
}

void plugin(int argc, char **argv) {
    // ruleid: c-code-injection-load
    use(dlopen(argv[1], RTLD_NOW));
}

void plugin_of_environment(void) {
    // ruleid: c-code-injection-load
    use(dlopen(getenv("APP_PLUGIN"), RTLD_NOW));
}

void plugin_fixed(void) {
    // ok: c-code-injection-load
    use(dlopen("/usr/lib/app/codec.so", RTLD_NOW));
}

void plugin_known(int which) {
    // ok: c-code-injection
    use(dlopen(PLUGINS[which % 3], RTLD_NOW));
}
