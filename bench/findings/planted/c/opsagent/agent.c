#define _GNU_SOURCE
#include <curl/curl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const services[] = {"nginx", "postgres", "redis", NULL};

static int run_line(const char *line)
{
    int rc = system(line);

    return WIFEXITED(rc) ? WEXITSTATUS(rc) : -1;
}

int restart_service(const char *name)
{
    char line[256];

    snprintf(line, sizeof line, "systemctl restart '%s'", name);
    return run_line(line);
}

int reload_service(const char *name)
{
    char line[128];

    for (size_t i = 0; services[i] != NULL; i++) {
        if (strcmp(services[i], name) == 0) {
            snprintf(line, sizeof line, "/usr/bin/systemctl reload %s", services[i]);
            return system(line);
        }
    }
    return -1;
}

int ping_host(const char *host)
{
    pid_t pid;
    int status;

    if (host[0] == '-')
        return -1;
    pid = fork();
    if (pid < 0)
        return -1;
    if (pid == 0) {
        execl("/bin/ping", "ping", "-c", "1", host, (char *)NULL);
        _exit(127);
    }
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int mail_report(const char *report)
{
    const char *to = getenv("REPORT_TO");
    char cmd[512];
    FILE *p;

    if (to == NULL)
        return -1;
    snprintf(cmd, sizeof cmd, "/usr/sbin/sendmail %s", to);
    p = popen(cmd, "w");
    if (p == NULL)
        return -1;
    fputs(report, p);
    return pclose(p);
}

int write_pid(void)
{
    char path[64];
    int fd;
    struct stat st;

    snprintf(path, sizeof path, "/tmp/opsagent.%u.pid", (unsigned)getuid());
    if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
        return -1;
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0)
        return -1;
    dprintf(fd, "%d\n", (int)getpid());
    return close(fd);
}

int write_state(const char *text)
{
    char path[] = "/var/lib/opsagent/state.XXXXXX";
    int fd = mkstemp(path);

    if (fd < 0)
        return -1;
    if (write(fd, text, strlen(text)) < 0) {
        close(fd);
        unlink(path);
        return -1;
    }
    close(fd);
    return rename(path, "/var/lib/opsagent/state");
}

int report_status(const char *json)
{
    CURL *curl = curl_easy_init();
    CURLcode rc;

    if (curl == NULL)
        return -1;
    curl_easy_setopt(curl, CURLOPT_URL, "https://ops.example.com/v1/status");
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, json);
    rc = curl_easy_perform(curl);
    curl_easy_cleanup(curl);
    return rc == CURLE_OK ? 0 : -1;
}

int report_alarm(const char *json)
{
    CURL *curl = curl_easy_init();
    CURLcode rc;

    if (curl == NULL)
        return -1;
    curl_easy_setopt(curl, CURLOPT_URL, "https://ops.example.com/v1/alarm");
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, json);
    rc = curl_easy_perform(curl);
    curl_easy_cleanup(curl);
    return rc == CURLE_OK ? 0 : -1;
}

void usage(const char *prog)
{
    char text[160];

    snprintf(text, sizeof text, "usage: %.60s restart|reload|ping NAME\n", prog);
    fputs(text, stderr);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        usage(argv[0]);
        return 2;
    }
    if (strcmp(argv[1], "restart") == 0)
        return restart_service(argv[2]);
    if (strcmp(argv[1], "reload") == 0)
        return reload_service(argv[2]);
    if (strcmp(argv[1], "ping") == 0)
        return ping_host(argv[2]);
    fprintf(stderr, argv[1]);
    return 2;
}
