#include <cstring>
#include <mutex>

int count(const char *path)
{
    // ruleid: c-bug-file-not-closed
    FILE *f = fopen(path, "r");
    if (f == NULL)
        return -1;
    int n = fgetc(f);
    return n;
}

int peek(const char *path)
{
    // ruleid: c-bug-file-not-closed
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        return -1;
    return 0;
}

int count_closed(const char *path)
{
    // ok: c-bug-file-not-closed
    FILE *f = fopen(path, "r");
    if (f == NULL)
        return -1;
    int n = fgetc(f);
    fclose(f);
    return n;
}

Status logger_of(const char *path, Logger **logger)
{
    // ok: c-bug-file-not-closed
    FILE *f = fopen(path, "w");
    if (f == NULL)
        return failed(path);
    *logger = new FileLogger(f, 1);
    return done();
}

int opened(const char *path)
{
    // ok: c-bug-file-not-closed
    int fd = open(path, O_RDONLY);
    return fd;
}

void conditions(int state, int c)
{
    // ruleid: c-bug-assignment-in-condition
    if (state = 1) {
        run();
    }
    // ruleid: c-bug-assignment-in-condition
    while (state = RUNNING) {
        run();
    }
    // ok: c-bug-assignment-in-condition
    if (state == 1) {
        run();
    }
    // ok: c-bug-assignment-in-condition
    while ((c = getchar()) != EOF) {
        run();
    }
    // ok: c-bug-assignment-in-condition
    if (c = next()) {
        run();
    }
}

void sizes(char *out, struct msg *m)
{
    char buf[32];
    // ruleid: c-bug-memset-swapped
    memset(buf, sizeof(buf), 0);
    // ruleid: c-bug-memset-swapped
    memset(m, sizeof(struct msg), 0);
    // ok: c-bug-memset-swapped
    memset(buf, 0, sizeof(buf));
    // ok: c-bug-memset-swapped
    memset(m, 0, sizeof(*m));
    // ruleid: c-bug-sizeof-pointer
    memset(m, 0, sizeof(m));
    // ruleid: c-bug-sizeof-pointer
    snprintf(out, sizeof(out), "%d", 1);
    // ok: c-bug-sizeof-pointer
    snprintf(buf, sizeof(buf), "%d", 1);
    // ok: c-bug-sizeof-pointer
    memset(m, 0, sizeof(*m));
}

int locked(int key)
{
    // ruleid: c-bug-lock-not-released
    pthread_mutex_lock(&lock);
    if (key < 0) {
        return -1;
    }
    pthread_mutex_unlock(&lock);
    return 0;
}

int locked_cpp(int key)
{
    // ruleid: c-bug-lock-not-released
    mutex.lock();
    if (key < 0)
        // ruleid: c-bug-way-out-leaks
        return -1;
    mutex.unlock();
    return 0;
}

int released(int key)
{
    // ok: c-bug-lock-not-released
    pthread_mutex_lock(&lock);
    if (key < 0) {
        pthread_mutex_unlock(&lock);
        return -1;
    }
    pthread_mutex_unlock(&lock);
    return 0;
}

int released_first(int key)
{
    // ok: c-bug-lock-not-released
    mutex.lock();
    int v = table[key];
    mutex.unlock();
    if (v < 0)
        return -1;
    return v;
}

void words(char *line, char **rest)
{
    char *word;
    // ok: c-bug-assignment-in-condition
    while ((word = NEXT_WORD)) {
        take(word);
    }
    // ok: c-bug-assignment-in-condition
    if ((word = FIRST_WORD)) take(word);
    // ok: c-bug-assignment-in-condition
    while ((word = strtok_r(NULL, " ", rest)))
        take(word);
    // ok: c-bug-assignment-in-condition
    if (word) { limit = 1; }
    // ruleid: c-bug-assignment-in-condition
    if (line[0] = ';') return;
}
