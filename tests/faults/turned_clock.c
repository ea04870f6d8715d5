/* The time of day of a process, put forward or back by the seconds in the file that TURNED_CLOCK names; whoever loads this
   first (LD_PRELOAD) sees it. Sleeping and waiting go by the steady clock and are not touched, as on a real machine. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long turned(void)
{
    char said[32];
    const char *place = getenv("TURNED_CLOCK");
    int file = place ? open(place, O_RDONLY | O_CLOEXEC) : -1;
    ssize_t read_ = file < 0 ? -1 : read(file, said, sizeof said - 1);
    if (file >= 0)
        close(file);
    if (read_ <= 0)
        return 0;
    said[read_] = 0;
    return atol(said);
}

int clock_gettime(clockid_t which, struct timespec *now)
{
    static int (*real)(clockid_t, struct timespec *);
    if (!real)
        real = dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real(which, now);
    if (!failed && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE))
        now->tv_sec += turned();
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec exact;
    (void)zone;
    int failed = clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return failed;
}

time_t time(time_t *kept)
{
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (kept)
        *kept = exact.tv_sec;
    return exact.tv_sec;
}
