// What the probes share: output to the streams of wasi:cli, without a C library's own input and output.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(literal) ((probe_string_t){(uint8_t *)(literal), strlen(literal)})

static bool is(probe_string_t text, const char *word) {
    return text.len == strlen(word) && memcmp(text.ptr, word, text.len) == 0;
}

static bool write_all(wasi_io_streams_own_output_stream_t stream, const void *data, size_t size) {
    wasi_io_streams_borrow_output_stream_t out = wasi_io_streams_borrow_output_stream(stream);
    const uint8_t *at = data;
    while (size > 0) {
        // One call of blocking-write-and-flush takes at most 4096 bytes.
        size_t part = size < 4096 ? size : 4096;
        probe_list_u8_t list = {(uint8_t *)at, part};
        wasi_io_streams_stream_error_t error;
        if (!wasi_io_streams_method_output_stream_blocking_write_and_flush(out, &list, &error)) return false;
        at += part;
        size -= part;
    }
    return true;
}

static wasi_io_streams_own_output_stream_t standard_output;
static bool has_output;

static void put(const void *data, size_t size) {
    if (!has_output) {
        standard_output = wasi_cli_stdout_get_stdout();
        has_output = true;
    }
    write_all(standard_output, data, size);
}

static void say(const char *text) { put(text, strlen(text)); }

static void say_string(probe_string_t text) { put(text.ptr, text.len); }

static void say_number(uint64_t number) {
    char digits[21];
    int at = sizeof digits;
    digits[--at] = 0;
    do digits[--at] = '0' + number % 10; while (number /= 10);
    say(digits + at);
}

static uint64_t number_of(probe_string_t text) {
    uint64_t number = 0;
    for (size_t at = 0; at < text.len; at++) number = number * 10 + (text.ptr[at] - '0');
    return number;
}
