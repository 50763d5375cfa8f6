#include <string>

void greet(const Request &req, Response &res)
{
    // ruleid: c-open-redirect
    res.add_header("Location", req.get_param_value("to"));
    const auto it = kPages.find(req.get_param_value("page"));
    // ok: c-open-redirect
    // ruleid: c-null-dereference-unchecked
    res.add_header("Location", it->second);
    // ok: c-open-redirect
    res.redirect("/start");
}

void forward(const HttpRequestPtr &req)
{
    // ruleid: c-open-redirect
    auto answer = HttpResponse::newRedirectionResponse(req->getParameter("then"));
}

void ask(const Request &req, CURL *curl)
{
    const std::string to = req.get_param_value("feed");
    // ruleid: c-ssrf
    curl_easy_setopt(curl, CURLOPT_URL, to.c_str());
    // ok: c-ssrf
    curl_easy_setopt(curl, CURLOPT_URL, "https://feeds.example.org/all");
}

void ask_known(const Request &req, CURL *curl)
{
    const std::string to = req.get_param_value("feed");
    if (kFeeds.count(to) == 0)
        return;
    // ok: c-ssrf
    curl_easy_setopt(curl, CURLOPT_URL, to.c_str());
    // ruleid: c-ssrf
    auto got = cpr::Get(cpr::Url{req.get_header_value("X-Feed")});
}

void macro(const Request &req, sol::state &lua, lua_State *state)
{
    std::string chunk = "return " + req.get_param_value("sum");
    // ruleid: c-code-injection
    // ruleid: c-code-injection-symbol
    luaL_dostring(state, chunk.c_str());
    // ruleid: c-code-injection-object
    lua.script("return " + req.get_param_value("sum"));
    // ok: c-code-injection-object
    lua.script("return 1 + 1");
    // ruleid: c-code-injection-object
    lua.safe_script(req.get_param_value("chunk"));
    // ok: c-code-injection-object
    lua.safe_script("return 2");
    char chunk[128];
    const char *given = MHD_lookup_connection_value(conn, MHD_GET_ARGUMENT_KIND, "sum");
    snprintf(chunk, sizeof chunk, "return %s", given);
    // ruleid: c-code-injection
    luaL_dostring(state, chunk);
    // ok: c-code-injection
    luaL_dostring(state, "return 2");
}

int person(LDAP *ld, const char *name, LDAPMessage **found)
{
    char filter[200];
    snprintf(filter, sizeof filter, "(cn=%s)", name);
    // ruleid: c-ldap-injection
    ldap_search_ext_s(ld, "dc=home", LDAP_SCOPE_SUBTREE, filter, NULL, 0, NULL, NULL, NULL, 1, found);
    // ok: c-ldap-injection
    return ldap_search_s(ld, "dc=home", LDAP_SCOPE_SUBTREE, "(cn=root)", NULL, 0, found);
}

int group(LDAP *ld, const std::string &name, LDAPMessage **found)
{
    const std::string filter = "(cn=" + name + ")";
    // ruleid: c-ldap-injection
    return ldap_search_s(ld, "dc=home", LDAP_SCOPE_SUBTREE, filter.c_str(), NULL, 0, found);
}

int group_number(LDAP *ld, const std::string &number, LDAPMessage **found)
{
    const std::string filter = "(gidNumber=" + std::to_string(std::stoi(number)) + ")";
    // ok: c-ldap-injection
    return ldap_search_s(ld, "dc=home", LDAP_SCOPE_SUBTREE, filter.c_str(), NULL, 0, found);
}

pugi::xpath_node book(const pugi::xml_document &doc, const std::string &title, int number)
{
    // ruleid: c-xpath-injection
    doc.select_node(("//book[@title='" + title + "']").c_str());
    // ok: c-xpath-injection
    doc.select_node("//book[1]");
    const std::string third = "//book[" + std::to_string(number) + "]";
    // ok: c-xpath-injection
    doc.select_nodes(third.c_str());
    char path[100];
    snprintf(path, sizeof path, "//shelf[@id='%s']", title.c_str());
    // ruleid: c-xpath-injection
    // ruleid: c-xpath-injection-built
    xmlXPathEvalExpression(path, context);
}

void cache(redisContext *redis, const char *key, const std::string &who)
{
    char line[100];
    snprintf(line, sizeof line, "GET %s", key);
    // ruleid: c-nosql-injection
    redisCommand(redis, line);
    // ok: c-nosql-injection
    redisCommand(redis, "GET %s", key);
    // ruleid: c-nosql-injection
    people.find(bsoncxx::from_json("{\"name\": \"" + who + "\"}"));
    // ok: c-nosql-injection
    people.find(make_document(kvp("name", who)));
}

std::string card(const Request &req, inja::Environment &env, const nlohmann::json &data)
{
    // ruleid: c-template-injection
    env.render("Hello " + req.get_param_value("line"), data);
    // ok: c-template-injection
    env.render("Hello {{ name }}", data);
    // ok: c-template-injection
    env.render(kTemplate, {{"name", req.get_param_value("line")}});
    // ruleid: c-template-injection
    return inja::render(req.body, data);
}

void plugins(const Request &req)
{
    // ruleid: c-code-injection-load
    dlopen(("/opt/plugins/" + req.get_param_value("plugin")).c_str(), RTLD_NOW);
    const char *codec = MHD_lookup_connection_value(conn, MHD_GET_ARGUMENT_KIND, "codec");
    // ruleid: c-code-injection-load
    dlopen(codec, RTLD_LAZY);
    // ok: c-code-injection-load
    dlopen("/opt/plugins/png.so", RTLD_NOW);
    const auto known = kPlugins.find(req.get_param_value("plugin"));
    // ok: c-code-injection-load
    // ruleid: c-null-dereference-unchecked
    dlopen(known->second, RTLD_NOW);
}

void grow_first(struct list *list, char *old, size_t size) {
    char *grown = realloc(old, size);
    // ruleid: c-use-after-free-moved
    list->first = old[0];
}

void grow_named(struct list *list, char *old, size_t size) {
    size_t used = strlen(old);
    char *grown = realloc(old, size);
    if (!grown) return;
    // ok: c-use-after-free-moved
    grown[used] = 'x';
    old = grown;
    // ok: c-use-after-free-moved
    list->first = old[0];
}
