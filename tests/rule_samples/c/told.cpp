// Texts that are built and told to others, and whom a program trusts.

void script(char *line) {
    char *argv[] = {"sh", "-c", line, NULL};
    // ruleid: c-shell-injection-arguments
    execv("/bin/sh", argv);
}

void pack(char *name) {
    char *argv[] = {"tar", "xf", name, NULL};
    // ruleid: c-shell-injection-arguments
    execvp("tar", argv);
}

void pack_well(char *name) {
    char *argv[] = {"tar", "-x", "--", name, NULL};
    // ok: c-shell-injection-arguments
    execvp("tar", argv);
    char *plain[] = {"sh", "-c", "uptime", NULL};
    // ok: c-shell-injection-arguments
    execv("/bin/sh", plain);
}

void statement(struct form *form, const char *fixed) {
    // ruleid: c-sql-injection-format
    char *one = sqlite3_mprintf("DELETE FROM t WHERE a = '%s'", form->a);
    // ruleid: c-sql-injection-format
    auto two = std::format("SELECT a FROM t WHERE b = '{}'", fixed);
    // ok: c-sql-injection-format
    char *three = sqlite3_mprintf("DELETE FROM t WHERE a = %Q", form->a);
    // ok: c-sql-injection-format
    auto four = std::format("SELECT a FROM t LIMIT {}", 3);
    use(one, two, three, four);
}

void nodes(xmlXPathContextPtr context, struct form *form, const Thing &thing) {
    char path[90];
    snprintf(path, sizeof path, "//a[@b='%s']", form->b);
    // ruleid: c-xpath-injection-built
    xmlXPathEvalExpression(BAD_CAST path, context);
    const auto other = "//a[@b='" + thing.name + "']";
    // ruleid: c-xpath-injection-built
    xmlXPathEval(BAD_CAST other.c_str(), context);
}

void nodes_numbered(xmlXPathContextPtr context, int number) {
    char path[90];
    snprintf(path, sizeof path, "//a[%d]", number);
    // ok: c-xpath-injection-built
    xmlXPathEvalExpression(BAD_CAST path, context);
    // ok: c-xpath-injection-built
    xmlXPathEval(BAD_CAST "//a", context);
}

void units(LDAP *ld, const Thing &thing) {
    std::ostringstream unit;
    unit << "ou=" << thing.unit << ",dc=x";
    // ruleid: c-ldap-injection-built
    // ruleid: c-ldap-injection
    ldap_search_s(ld, unit.str().c_str(), 2, "(a=*)", NULL, 0, &res);
    char base[90] = "ou=";
    // ruleid: c-buffer-overflow
    strcat(base, thing.base);
    // ruleid: c-ldap-injection-built
    // ruleid: c-ldap-injection
    ldap_search_s(ld, base, 2, "(a=*)", NULL, 0, &res);
}

void units_known(LDAP *ld, int number) {
    std::ostringstream unit;
    unit << "ou=" << 7 << ",dc=x";
    // ok: c-ldap-injection-built
    ldap_search_s(ld, unit.str().c_str(), 2, "(a=*)", NULL, 0, &res);
    // ok: c-ldap-injection-built
    ldap_search_s(ld, "dc=x", 2, "(a=*)", NULL, 0, &res);
}

void codec(const char *name) {
    char file[90];
    snprintf(file, sizeof file, "/opt/%s.so", name);
    // ruleid: c-code-injection-symbol
    dlopen(file, RTLD_NOW);
}

void called(void *library, const char *line) {
    char name[40];
    sscanf(line, "call %39s", name);
    // ruleid: c-code-injection-symbol
    dlsym(library, name);
}

void codec_known(void *library, int number) {
    char file[90];
    snprintf(file, sizeof file, "/opt/%d.so", number);
    // ok: c-code-injection-symbol
    dlopen(file, RTLD_NOW);
    // ok: c-code-injection-symbol
    dlsym(library, "start");
}

void shaped(const char *user_text, int a) {
    const char *shape = getenv("SHAPE");
    // ruleid: c-format-string-variable
    printf(shape, a);
    // ruleid: c-format-string-variable
    fprintf(stderr, user_text, a);
    // ok: c-format-string-variable
    printf("%d", a);
    // ok: c-format-string-variable
    fprintf(stderr, "%s", user_text);
}

void noted(const json &j, const Request &req) {
    // ruleid: c-log-of-secret-value
    spdlog::info("by {}", j.value("password", ""));
    const auto sent = req.get_header_value("Authorization");
    // ruleid: c-log-of-secret-value
    std::clog << "sent " << sent << '\n';
    // ok: c-log-of-secret-value
    spdlog::info("by {}", j.value("user", ""));
    // ok: c-log-of-secret-value
    spdlog::info("sent {}", j.contains("password"));
}

void unpacked(const fs::path &dest, const Entry &entry) {
    // ruleid: c-zip-slip-entry
    std::ofstream out(dest / entry.path);
}

void linked(const struct entry *e) {
    char to[90];
    snprintf(to, sizeof to, "%s", e->link);
    // ruleid: c-zip-slip-entry
    symlink(to, "/srv/in/a");
}

void unpacked_well(const fs::path &dest, const Entry &entry) {
    if (entry.path.find("..") != std::string::npos) return;
    // ok: c-zip-slip-entry
    std::ofstream out(dest / entry.path);
    // ok: c-zip-slip-entry
    symlink("/srv/out", "/srv/in/a");
}

void searched(const Request &req) {
    // ruleid: c-regex-dos-request
    std::regex one(req.get_param_value("like"));
    regex_t two;
    // ruleid: c-regex-dos-request
    regcomp(&two, req.get_param_value("like").c_str(), 0);
    // ok: c-regex-dos-request
    std::regex three("a+b");
    // ok: c-regex-dos-request
    regcomp(&two, "a+b", 0);
}

int shown(void) {
    char path[90];
    const char *info = getenv("PATH_INFO");
    snprintf(path, sizeof path, "/srv/%s", info);
    // ruleid: c-path-traversal-joined
    return open(path, O_RDONLY);
}

FILE *shown_form(struct form *form) {
    char path[90] = "/srv/";
    const char *name = form_get(form, "name");
    strncat(path, name, 60);
    // ruleid: c-path-traversal-joined
    return fopen(path, "r");
}

FILE *shown_well(struct form *form) {
    char path[90];
    const char *name = form_get(form, "name");
    if (strchr(name, '/')) return NULL;
    snprintf(path, sizeof path, "/srv/%s", name);
    // ok: c-path-traversal-joined
    // ruleid: c-bug-file-not-closed
    FILE *one = fopen(path, "r");
    // ok: c-path-traversal-joined
    return one ? one : fopen("/srv/none", "r");
}

void asked(CURL *curl, struct form *form) {
    char url[90];
    const char *host = form_get(form, "host");
    snprintf(url, sizeof url, "https://%s/a", host);
    // ruleid: c-ssrf-joined
    curl_easy_setopt(curl, CURLOPT_URL, url);
}

void asked_line(CURL *curl, FILE *in) {
    char url[90];
    fgets(url, sizeof url, in);
    // ruleid: c-ssrf-joined
    // ruleid: c-ssrf
    curl_easy_setopt(curl, CURLOPT_URL, url);
}

void asked_well(CURL *curl, struct form *form) {
    char url[90];
    const char *id = form_get(form, "id");
    snprintf(url, sizeof url, "https://a.example/%s", id);
    // ok: c-ssrf-joined
    curl_easy_setopt(curl, CURLOPT_URL, url);
    // ok: c-ssrf-joined
    curl_easy_setopt(curl, CURLOPT_URL, "https://a.example/");
}

void headed(const Request &req, Response &res) {
    // ruleid: c-header-injection-set
    res.set_header("X-Name", req.get_param_value("name"));
    std::string as = "inline; filename=" + req.get_param_value("as");
    // ruleid: c-header-injection-set
    res.set_header("Content-Disposition", as);
    // ok: c-header-injection-set
    res.set_header("X-Name", "fixed");
    // ok: c-header-injection-set
    res.set_header("Content-Type", req.get_param_value("type"));
}
