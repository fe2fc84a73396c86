/*
 * Sends one XML-RPC call without parameters again and again, over CLIENTS connections at once.
 *
 *   load SOCKET METHOD CLIENTS SECONDS CALLS
 *
 * It stops sending after SECONDS, or once CALLS were sent, and waits for what is outstanding.
 * Output: one line "call NANOSECONDS" for each answer, then "wall NANOSECONDS" and "bytes COUNT"
 * (the bodies). In C because a client in Python would be slower than the daemon it measures.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MOST_CLIENTS = 256, HEAD_BYTES = 8192, READ_BYTES = 1 << 18, PATIENCE_SECONDS = 60 };

struct client {
    int fd;
    size_t head_length;          /* bytes of the head so far */
    long long body_left;         /* -1 while the head is incomplete */
    long long started;
    char head[HEAD_BYTES];
};

static const char *socket_path;
static char request[1024];
static size_t request_length;
static struct client clients[MOST_CLIENTS];
static char buffer[READ_BYTES];
static long long bytes, sent, outstanding;

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void fail(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void prepare_request(const char *method)
{
    char body[512];
    int length = snprintf(body, sizeof body,
        "<?xml version='1.0'?>\n<methodCall>\n<methodName>%s</methodName>\n"
        "<params>\n</params>\n</methodCall>\n", method);
    int whole = snprintf(request, sizeof request,
        "POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench\r\n"
        "Content-Type: text/xml\r\nAccept: text/xml\r\nContent-Length: %d\r\n\r\n%s", length, body);
    request_length = (size_t)whole;
}

static void connect_client(struct client *client, int poll)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    snprintf(address.sun_path, sizeof address.sun_path, "%s", socket_path);
    client->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (client->fd < 0 || connect(client->fd, (struct sockaddr *)&address, sizeof address) < 0)
        fail("connect");
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = client };
    if (epoll_ctl(poll, EPOLL_CTL_ADD, client->fd, &event) < 0)
        fail("epoll_ctl");
}

static void send_call(struct client *client)
{
    client->head_length = 0;
    client->body_left = -1;
    client->started = now();
    if (send(client->fd, request, request_length, MSG_NOSIGNAL) != (ssize_t)request_length)
        fail("send");
    sent++;
    outstanding++;
}

static void take_head(struct client *client, const char *data, size_t length)
{
    if (client->head_length + length >= HEAD_BYTES)
        length = HEAD_BYTES - 1 - client->head_length;
    memcpy(client->head + client->head_length, data, length);
    client->head[client->head_length + length] = '\0';
    char *end = strstr(client->head, "\r\n\r\n");
    size_t before = client->head_length;
    client->head_length += length;
    if (end == NULL)
        return;
    char *field = strcasestr(client->head, "\r\ncontent-length:");
    if (strncmp(client->head + 8, " 200", 4) != 0 || field == NULL) {
        fprintf(stderr, "load: unexpected answer: %.200s\n", client->head);
        exit(1);
    }
    client->body_left = atoll(field + strlen("\r\ncontent-length:"));
    bytes += client->body_left;
    client->head_length = (size_t)(end - client->head) + 4 - before;   /* of this piece */
}

/* Returns whether the answer is complete. */
static int take(struct client *client, const char *data, size_t length)
{
    if (client->body_left < 0) {
        take_head(client, data, length);
        if (client->body_left < 0)
            return 0;
        length -= client->head_length;
    }
    client->body_left -= (long long)length;
    return client->body_left <= 0;
}

static void serve(struct client *client, int poll, int more)
{
    ssize_t length = recv(client->fd, buffer, sizeof buffer, 0);
    if (length < 0 && errno != EINTR)
        fail("recv");
    if (length == 0) {
        if (client->started != 0)
            fail("the connection ended before the answer");
        close(client->fd);
        connect_client(client, poll);
    } else if (length < 0 || !take(client, buffer, (size_t)length)) {
        return;
    } else {
        printf("call %lld\n", now() - client->started);
        outstanding--;
        client->started = 0;
    }
    if (more)
        send_call(client);
}

int main(int count, char **words)
{
    if (count != 6 || atoi(words[3]) < 1 || atoi(words[3]) > MOST_CLIENTS)
        return 64;
    socket_path = words[1];
    prepare_request(words[2]);
    int size = atoi(words[3]);
    long long calls = atoll(words[5]);

    int poll = epoll_create1(EPOLL_CLOEXEC);
    alarm((unsigned)(atof(words[4]) + PATIENCE_SECONDS));
    for (int index = 0; index < size; index++)
        connect_client(&clients[index], poll);
    long long begin = now(), end = begin + (long long)(atof(words[4]) * 1e9);
    for (int index = 0; index < size && sent < calls; index++)
        send_call(&clients[index]);
    while (outstanding > 0) {
        struct epoll_event events[MOST_CLIENTS];
        int ready = epoll_wait(poll, events, MOST_CLIENTS, -1);
        for (int index = 0; index < ready; index++)
            serve(events[index].data.ptr, poll, now() < end && sent < calls);
    }
    printf("wall %lld\nbytes %lld\n", now() - begin, bytes);
    return 0;
}
