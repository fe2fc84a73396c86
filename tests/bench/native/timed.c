/*
 * Runs one command and reports what it took, as one line
 * "WALL_NANOSECONDS PEAK_RSS_KIB CPU_MICROSECONDS EXIT_CODE".
 *
 *   timed SECONDS OUTPUT_FILE COMMAND...
 *
 * The kernel counts the memory of the process that called exec into the peak of what it became, so
 * the caller has to be small: this program, not an interpreter. A command that takes longer than
 * SECONDS is killed (exit code 137).
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pid_t command;

static void give_up(int signal)
{
    (void)signal;
    kill(command, SIGKILL);
}

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void become(const char *output, char **words)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0)
        _exit(126);
    execv(words[0], words);
    _exit(127);
}

int main(int count, char **words)
{
    if (count < 4)
        return 64;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    long long begin = now();
    command = fork();
    if (command == 0)
        become(words[2], words + 3);
    signal(SIGALRM, give_up);
    alarm((unsigned)atoi(words[1]));

    int status;
    struct rusage used;
    if (wait4(command, &status, 0, &used) < 0)
        return 1;
    long long wall = now() - begin;
    long long cpu = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000LL
        + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    printf("%lld %ld %lld %d\n", wall, used.ru_maxrss, cpu, code);
    return 0;
}
