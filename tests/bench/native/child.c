/*
 * The supervised program, and the last step before the daemon itself.
 *
 *   child idle FIFO NAME                report, then sleep
 *   child stubborn FIFO NAME            the same, deaf to SIGTERM
 *   child write FIFO NAME SIZE TOTAL    write TOTAL bytes in pieces of SIZE to stdout, then sleep
 *   child exec FIFO NAME COMMAND...     report, then become the command
 *
 * A report is one line "NAME PID NANOSECONDS" on the FIFO: the time is this process's own reading
 * of CLOCK_MONOTONIC, so nobody's polling is in it. Each process dies with its parent, and at the
 * latest after LIFETIME seconds, whatever becomes of the measurement.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { LIFETIME = 1800, USAGE = 64, NO_REPORT = 65, NO_WRITE = 66, NO_EXEC = 67, LINE_BYTES = 160 };

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void report(const char *fifo, const char *name)
{
    char line[LINE_BYTES];
    int length = snprintf(line, sizeof line, "%s %d %lld\n", name, (int)getpid(), now());
    int fd = open(fifo, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || length >= (int)sizeof line || write(fd, line, (size_t)length) != length)
        _exit(NO_REPORT);
    close(fd);
}

static void fill(char *piece, size_t size)
{
    memset(piece, 'x', size);
    for (size_t end = 200; end <= size; end += 200)
        piece[end - 1] = '\n';
    piece[size - 1] = '\n';
}

static void write_all(size_t size, long long total)
{
    char *piece = malloc(size);
    if (piece == NULL)
        _exit(NO_WRITE);
    fill(piece, size);
    while (total > 0) {
        size_t wanted = total < (long long)size ? (size_t)total : size;
        ssize_t done = write(STDOUT_FILENO, piece, wanted);
        if (done < 0 && errno != EINTR)
            _exit(NO_WRITE);
        if (done > 0)
            total -= done;
    }
}

static void sleep_for_ever(void)
{
    for (;;)
        pause();
}

int main(int count, char **words)
{
    if (count < 4)
        return USAGE;
    const char *verb = words[1], *fifo = words[2], *name = words[3];
    prctl(PR_SET_PDEATHSIG, SIGKILL);

    if (strcmp(verb, "exec") == 0 && count > 4) {
        report(fifo, name);
        execv(words[4], words + 4);
        return NO_EXEC;
    }
    alarm(LIFETIME);
    if (strcmp(verb, "stubborn") == 0)
        signal(SIGTERM, SIG_IGN);
    report(fifo, name);
    if (strcmp(verb, "write") == 0 && count == 6) {
        write_all((size_t)atoll(words[4]), atoll(words[5]));
        report(fifo, "written");
    }
    sleep_for_ever();
}
