#include <cstdlib>
#include <string>
#include <vector>

void drop(struct node *n)
{
    free(n);
    // ruleid: c-use-after-free-write, c-use-after-free
    n->next = NULL;
}

void drop_value(int *values)
{
    free(values);
    // ruleid: c-use-after-free
    int first = values[0];
    delete config;
    // ruleid: c-use-after-free-write, c-use-after-free
    config->port = 80;
    free(buffer);
    // ok: c-use-after-free-write
    buffer = NULL;
    free(name);
    name = other;
    // ok: c-use-after-free-write
    name->size = 1;
}

void show(char *text)
{
    free(text);
    // ruleid: c-use-after-free
    printf("%s\n", text);
}

void drop_all(struct node *n)
{
    while (n) {
        struct node *next = n->next;
        free(n);
        n = next;
    }
    // ok: c-use-after-free
    free(head->name);
    head->name = NULL;
    // ok: c-use-after-free
    head->next = NULL;
}

void twice(char *p, int bad)
{
    if (bad) {
        free(p);
    }
    // ruleid: c-double-free
    free(p);
}

void twice_cpp()
{
    int *v = new int[4];
    delete[] v;
    // ruleid: c-double-free
    delete[] v;
}

void once(char *p, int bad)
{
    if (bad) {
        // ok: c-double-free
        free(p);
        return;
    }
    // ok: c-double-free
    free(p);
    p = NULL;
    // ok: c-double-free
    free(p);
}

char *label(int id)
{
    char buf[32];
    snprintf(buf, sizeof(buf), "%d", id);
    // ruleid: c-use-after-free-returned
    return buf;
}

int *counter(void)
{
    int n = 0;
    // ruleid: c-use-after-free-returned
    return &n;
}

char *label_static(int id)
{
    static char buf[32];
    // ok: c-use-after-free-returned
    return buf;
}

int *counter_static(void)
{
    static int n = 0;
    // ok: c-use-after-free-returned
    return &n;
}

const char *title(int id)
{
    std::string s = std::to_string(id);
    // ruleid: c-use-after-free-returned
    // ruleid: c-use-after-free-text
    return s.c_str();
}

void views(const std::string &a, const std::string &b)
{
    // ruleid: c-use-after-free-view
    const char *p = (a + b).c_str();
    // ruleid: c-use-after-free-view
    // ruleid: c-use-after-free-text
    std::string_view v = std::to_string(12);
    // ok: c-use-after-free-view
    const char *q = a.c_str();
    // ok: c-use-after-free-view
    std::string_view w = a;
}

void walk(std::vector<int> &v)
{
    for (auto it = v.begin(); it != v.end(); ++it) {
        if (*it == 0) {
            // ruleid: c-use-after-free-iterator
            v.erase(it);
        }
    }
    for (auto &e : v) {
        // ruleid: c-use-after-free-iterator
        // ruleid: c-use-after-free-element
        v.push_back(e);
    }
    for (auto &e : v) {
        // ok: c-use-after-free-iterator
        other.push_back(e);
    }
    for (auto it = v.begin(); it != v.end();) {
        // ok: c-use-after-free-iterator
        it = v.erase(it);
    }
}

int config(const char *path)
{
    // ruleid: c-bug-file-not-closed
    FILE *f = fopen(path, "r");
    char line[80];
    // ruleid: c-null-dereference-unchecked
    fgets(line, sizeof(line), f);
    char *home = getenv("HOME");
    // ruleid: c-null-dereference
    size_t n = strlen(home);
    // ruleid: c-null-dereference-direct
    n += strlen(getenv("USER"));
    const char *shell = getenv("SHELL");
    if (shell != NULL) {
        // ok: c-null-dereference
        strlen(shell);
    }
    struct node *m = (struct node *)malloc(sizeof(*m));
    if (m == NULL)
        return 1;
    // ok: c-null-dereference
    m->next = NULL;
    struct node *k = (struct node *)malloc(sizeof(*k));
    if (!k)
        return 1;
    // ok: c-null-dereference
    k->next = NULL;
    struct node *z = (struct node *)malloc(sizeof(*z));
    if (z) {
        // ok: c-null-dereference
        z->next = NULL;
    }
    return 0;
}

int sum(int *v, int n)
{
    int total;
    for (int i = 0; i < n; i++) {
        total += v[i];
    }
    return total;
}

int pick(int c)
{
    int result;
    return result;
}

int sum_ok(int *v, int n)
{
    int total = 0;
    for (int i = 0; i < n; i++) {
        total += v[i];
    }
    int result;
    if (n) {
        result = 1;
    } else {
        result = 2;
    }
    return result;
}
