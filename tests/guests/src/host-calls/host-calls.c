// host-calls: what calls of the host cost. Prints `NAME FIGURE UNIT` lines to standard error: nanoseconds per call, and MB/s
// of a file in the directory it was given and of the standard streams.
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 65536, FILE_BYTES = 64 << 20 };

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void per_call(const char *name, uint64_t from, uint64_t calls) {
    fprintf(stderr, "%s %.1f ns\n", name, (double)(now() - from) / (double)calls);
}

static void speed(const char *name, uint64_t from, uint64_t bytes) {
    fprintf(stderr, "%s %.1f MB/s\n", name, (double)bytes * 1000.0 / (double)(now() - from));
}

int main(void) {
    static char buffer[CHUNK];
    const uint64_t clock_calls = 1000000, stat_calls = 20000, open_calls = 5000;
    for (int i = 0; i < 10000; i++) (void)now();
    uint64_t from = now();
    for (uint64_t i = 0; i < clock_calls; i++) (void)now();
    per_call("clock", from, clock_calls);

    int file = open("data.bin", O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file < 0) return 1;
    from = now();
    for (int64_t done = 0; done < FILE_BYTES; done += CHUNK) {
        if (write(file, buffer, CHUNK) != CHUNK) return 2;
    }
    speed("file-write", from, FILE_BYTES);
    if (lseek(file, 0, SEEK_SET) != 0) return 3;
    from = now();
    for (int64_t done = 0; done < FILE_BYTES;) {
        ssize_t count = read(file, buffer, CHUNK);
        if (count <= 0) return 4;
        done += count;
    }
    speed("file-read", from, FILE_BYTES);
    close(file);

    struct stat info;
    from = now();
    for (uint64_t i = 0; i < stat_calls; i++) {
        if (stat("data.bin", &info)) return 5;
    }
    per_call("stat", from, stat_calls);
    from = now();
    for (uint64_t i = 0; i < open_calls; i++) {
        int again = open("data.bin", O_RDONLY);
        if (again < 0) return 6;
        close(again);
    }
    per_call("open-close", from, open_calls);
    unlink("data.bin");

    uint64_t total = 0;
    from = now();
    for (ssize_t count; (count = read(0, buffer, CHUNK)) > 0;) total += (uint64_t)count;
    if (total) speed("stdin", from, total);
    from = now();
    for (int64_t done = 0; done < FILE_BYTES; done += CHUNK) {
        if (write(1, buffer, CHUNK) != CHUNK) return 7;
    }
    speed("stdout", from, FILE_BYTES);
    return 0;
}
