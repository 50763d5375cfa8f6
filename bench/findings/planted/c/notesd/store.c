#include <sqlite3.h>
#include <libxml/parser.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct store {
    sqlite3 *db;
    char last_error[128];
};

static void fail(struct store *s, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(s->last_error, sizeof s->last_error, fmt, ap);
    va_end(ap);
}

static int count_row(void *arg, int n, char **values, char **names)
{
    (void)n;
    (void)names;
    *(int *)arg = values[0] != NULL ? atoi(values[0]) : 0;
    return 0;
}

int count_by_author(struct store *s, const char *author)
{
    char sql[512];
    int count = 0;

    snprintf(sql, sizeof sql, "SELECT count(*) FROM notes WHERE author = '%s'", author);
    if (sqlite3_exec(s->db, sql, count_row, &count, NULL) != SQLITE_OK) {
        fail(s, "count: %s", sqlite3_errmsg(s->db));
        return -1;
    }
    return count;
}

int count_by_tag(struct store *s, const char *tag)
{
    char *sql = sqlite3_mprintf("SELECT count(*) FROM tags WHERE name = %Q", tag);
    int count = -1;

    if (sql == NULL)
        return -1;
    if (sqlite3_exec(s->db, sql, count_row, &count, NULL) != SQLITE_OK)
        fail(s, "tags: %s", sqlite3_errmsg(s->db));
    sqlite3_free(sql);
    return count;
}

int delete_note(struct store *s, const char *id)
{
    sqlite3_stmt *st = NULL;
    int rc;

    if (sqlite3_prepare_v2(s->db, "DELETE FROM notes WHERE id = ?1", -1, &st, NULL) != SQLITE_OK)
        return -1;
    sqlite3_bind_text(st, 1, id, -1, SQLITE_TRANSIENT);
    rc = sqlite3_step(st) == SQLITE_DONE ? 0 : -1;
    sqlite3_finalize(st);
    return rc;
}

int load_import(struct store *s, const char *body, int len)
{
    xmlDocPtr doc = xmlReadMemory(body, len, "import.xml", NULL, XML_PARSE_NOENT | XML_PARSE_DTDLOAD);

    if (doc == NULL) {
        fail(s, "import is not XML");
        return -1;
    }
    xmlFreeDoc(doc);
    return 0;
}

int load_settings(struct store *s, const char *body, int len)
{
    xmlDocPtr doc = xmlReadMemory(body, len, "settings.xml", NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);

    if (doc == NULL) {
        fail(s, "settings are not XML");
        return -1;
    }
    xmlFreeDoc(doc);
    return 0;
}

char *join_title(const char *author, const char *title)
{
    char line[64];
    char *out;

    sprintf(line, "%s: %s", author, title);
    out = malloc(strlen(line) + 1);
    if (out != NULL)
        strcpy(out, line);
    return out;
}

char *copy_title(const char *title)
{
    size_t len = strlen(title);
    char *out = malloc(len);

    if (out == NULL)
        return NULL;
    memcpy(out, title, len);
    out[len] = '\0';
    return out;
}

const char *abbreviate(const char *title)
{
    char tmp[24];

    snprintf(tmp, sizeof tmp, "%.20s...", title);
    return tmp;
}

const char *mood(int score)
{
    static const char *const names[] = {"low", "fair", "good"};

    return names[score < 0 ? 0 : score > 2 ? 2 : score];
}

void close_import(xmlDocPtr doc, char *text, int keep)
{
    xmlFreeDoc(doc);
    if (!keep) {
        free(text);
        text = NULL;
    }
    free(text);
}

int replace_body(char **body, const char *text)
{
    char *old = *body;
    char *copy = strdup(text);

    free(old);
    if (copy == NULL) {
        free(*body);
        *body = NULL;
        return -1;
    }
    *body = copy;
    return 0;
}
