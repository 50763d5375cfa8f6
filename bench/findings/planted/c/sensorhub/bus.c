#include <arpa/inet.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_CHANNELS 16

struct reading {
    uint16_t channel;
    int32_t value;
    struct reading *next;
};

struct hub {
    struct reading *head;
    int32_t last[MAX_CHANNELS];
    char name[32];
    pthread_mutex_t lock;
};

struct packet {
    uint16_t kind;
    uint16_t length;
    uint8_t payload[512];
};

int handle_name(struct hub *hub, const struct packet *p)
{
    uint16_t len = ntohs(p->length);

    memcpy(hub->name, p->payload, len);
    return 0;
}

int handle_alias(struct hub *hub, const struct packet *p)
{
    size_t len = ntohs(p->length);

    if (len >= sizeof hub->name)
        len = sizeof hub->name - 1;
    memcpy(hub->name, p->payload, len);
    hub->name[len] = '\0';
    return 0;
}

int handle_value(struct hub *hub, const struct packet *p)
{
    uint16_t channel;
    int32_t value;

    memcpy(&channel, p->payload, sizeof channel);
    memcpy(&value, p->payload + 2, sizeof value);
    channel = ntohs(channel);
    if (channel > MAX_CHANNELS)
        return -1;
    hub->last[channel] = (int32_t)ntohl((uint32_t)value);
    return 0;
}

int handle_offset(struct hub *hub, const struct packet *p)
{
    uint16_t channel;

    memcpy(&channel, p->payload, sizeof channel);
    channel = ntohs(channel);
    if (channel >= MAX_CHANNELS)
        return -1;
    hub->last[channel] = 0;
    return 0;
}

void hub_clear(struct hub *hub)
{
    for (struct reading *r = hub->head; r != NULL; r = r->next)
        free(r);
    hub->head = NULL;
}

void hub_drain(struct hub *hub)
{
    struct reading *r = hub->head;

    while (r != NULL) {
        struct reading *next = r->next;

        free(r);
        r = next;
    }
    hub->head = NULL;
}

int hub_push(struct hub *hub, uint16_t channel, int32_t value)
{
    struct reading *r = malloc(sizeof *r);

    r->channel = channel;
    r->value = value;
    pthread_mutex_lock(&hub->lock);
    r->next = hub->head;
    hub->head = r;
    pthread_mutex_unlock(&hub->lock);
    return 0;
}

int hub_push_front(struct hub *hub, const struct reading *from)
{
    struct reading *r = malloc(sizeof *r);

    if (!r)
        return -1;
    *r = *from;
    r->next = hub->head;
    hub->head = r;
    return 0;
}

static void release_reading(struct reading *r)
{
    if (r != NULL)
        free(r);
}

bool hub_drop(struct hub *hub, uint16_t channel)
{
    struct reading **link = &hub->head;

    while (*link != NULL) {
        struct reading *r = *link;

        if (r->channel == channel) {
            *link = r->next;
            release_reading(r);
            printf("dropped %" PRId32 "\n", r->value);
            return true;
        }
        link = &r->next;
    }
    return false;
}

bool hub_take(struct hub *hub, int32_t *value)
{
    struct reading *r = hub->head;

    if (r == NULL)
        return false;
    hub->head = r->next;
    *value = r->value;
    release_reading(r);
    return true;
}

int hub_average(struct hub *hub, int32_t *out)
{
    int64_t sum = 0;
    int n = 0;

    pthread_mutex_lock(&hub->lock);
    for (struct reading *r = hub->head; r != NULL; r = r->next, n++)
        sum += r->value;
    if (n == 0)
        return -1;
    *out = (int32_t)(sum / n);
    pthread_mutex_unlock(&hub->lock);
    return 0;
}

int hub_max(struct hub *hub, int32_t *out)
{
    int rc = -1;

    pthread_mutex_lock(&hub->lock);
    if (hub->head == NULL)
        goto done;
    *out = hub->head->value;
    for (struct reading *r = hub->head->next; r != NULL; r = r->next)
        if (r->value > *out)
            *out = r->value;
    rc = 0;
done:
    pthread_mutex_unlock(&hub->lock);
    return rc;
}

int dispatch(struct hub *hub, const struct packet *p)
{
    int rc;

    switch (ntohs(p->kind)) {
    case 1:
        rc = handle_alias(hub, p);
        break;
    case 2:
        rc = handle_value(hub, p);
        break;
    case 3:
        rc = handle_offset(hub, p);
        break;
    }
    return rc;
}

int dispatch_control(struct hub *hub, const struct packet *p)
{
    int rc;

    switch (ntohs(p->kind)) {
    case 9:
        hub_drain(hub);
        rc = 0;
        break;
    default:
        rc = -1;
        break;
    }
    return rc;
}
