// A command of WASI 0.3 that does what its arguments say and prints what came of it: one line for each thing it was asked.
// wasi3 VERB [WORDS…]. Its functions are lifted and lowered without async, so that it may simply wait; streams and futures
// are read and written as tasks do it, by waitable sets.
#include "wasi3.h"
#include <stdlib.h>
#include <string.h>

typedef wasi_filesystem_types_own_descriptor_t descriptor_t;
typedef wasi_filesystem_types_error_code_t fs_error_t;
typedef wasi_sockets_types_error_code_t net_error_t;
typedef wasi_sockets_types_ip_socket_address_t address_t;

static const char *const fs_errors[] = {
    "access", "already", "bad-descriptor", "busy", "deadlock", "quota", "exist", "file-too-large", "illegal-byte-sequence",
    "in-progress", "interrupted", "invalid", "io", "is-directory", "loop", "too-many-links", "message-size", "name-too-long",
    "no-device", "no-entry", "no-lock", "insufficient-memory", "insufficient-space", "not-directory", "not-empty",
    "not-recoverable", "unsupported", "no-tty", "no-such-device", "overflow", "not-permitted", "pipe", "read-only",
    "invalid-seek", "text-file-busy", "cross-device", "other"};
static const char *const net_errors[] = {
    "access-denied", "not-supported", "invalid-argument", "out-of-memory", "timeout", "invalid-state", "address-not-bindable",
    "address-in-use", "remote-unreachable", "connection-refused", "connection-broken", "connection-reset",
    "connection-aborted", "datagram-too-large", "other"};
static const char *const lookup_errors[] = {
    "access-denied", "invalid-argument", "name-unresolvable", "temporary-resolver-failure", "permanent-resolver-failure", "other"};
static const char *const types[] = {"block-device", "character-device", "directory", "fifo", "symbolic-link", "regular-file", "socket", "other"};

// The payload of the next event of a waitable.
static uint32_t wait_for(uint32_t waitable) {
    wasi3_waitable_set_t set = wasi3_waitable_set_new();
    wasi3_event_t event;
    wasi3_waitable_join(waitable, set);
    wasi3_waitable_set_wait(set, &event);
    wasi3_waitable_join(waitable, 0);
    wasi3_waitable_set_drop(set);
    return event.code;
}

// What a copy came to, after waiting where it has to.
static uint32_t done(uint32_t status, uint32_t waitable) { return status == WASI3_WAITABLE_STATUS_BLOCKED ? wait_for(waitable) : status; }

static wasi_cli_stdout_stream_u8_writer_t out;
static wasi_cli_stdout_future_result_void_error_code_t out_end;

// Writes everything; false if nobody reads any more.
static bool write_all(wasi_cli_stdout_stream_u8_writer_t to, const uint8_t *data, size_t size) {
    while (size > 0) {
        uint32_t status = done(wasi_cli_stdout_stream_u8_write(to, data, size), to);
        size_t taken = WASI3_WAITABLE_COUNT(status);
        data += taken;
        size -= taken;
        if (WASI3_WAITABLE_STATE(status) != WASI3_WAITABLE_COMPLETED) return size == 0;
    }
    return true;
}

static void put(const void *data, size_t size) {
    if (!out) {
        wasi_cli_stdout_stream_u8_t read = wasi_cli_stdout_stream_u8_new(&out);
        out_end = wasi_cli_stdout_write_via_stream(read);
    }
    write_all(out, data, size);
}

static void say(const char *text) { put(text, strlen(text)); }
static void say_string(wasi3_string_t text) { put(text.ptr, text.len); }
static void say_line(const char *text) { say(text); say("\n"); }

static void say_number(uint64_t number) {
    char digits[21];
    int at = sizeof digits;
    digits[--at] = 0;
    do digits[--at] = '0' + number % 10; while (number /= 10);
    say(digits + at);
}

static uint64_t number_of(wasi3_string_t text) {
    uint64_t number = 0;
    for (size_t at = 0; at < text.len; at++) number = number * 10 + (text.ptr[at] - '0');
    return number;
}

static bool is(wasi3_string_t text, const char *word) { return text.len == strlen(word) && memcmp(text.ptr, word, text.len) == 0; }

// Ends standard output and gives how that went: 0, or 1 for an error.
static int finish(void) {
    if (!out) return 0;
    wasi_cli_stdout_result_void_error_code_t result;
    wasi_cli_stdout_stream_u8_drop_writable(out);
    done(wasi_cli_stdout_future_result_void_error_code_read(out_end, &result), out_end);
    out = 0;
    return result.is_err;
}

#define FS(call) if (!(call)) { say("error "); say_line(fs_errors[error.tag]); return; }
#define NET(call) if (!(call)) { say("error "); say_line(net_errors[error.tag]); return; }

// --- cli

static void say_error(wasi3_string_t text) {
    wasi_cli_stdout_stream_u8_writer_t writer;
    wasi_cli_stdout_stream_u8_t read = wasi_cli_stdout_stream_u8_new(&writer);
    wasi_cli_stderr_future_result_void_error_code_t end = wasi_cli_stderr_write_via_stream(read);
    wasi_cli_stderr_result_void_error_code_t result;
    write_all(writer, text.ptr, text.len);
    wasi_cli_stdout_stream_u8_drop_writable(writer);
    done(wasi_cli_stderr_future_result_void_error_code_read(end, &result), end);
    say_line(result.is_err ? "error" : "written");
}

static void cat(void) {
    wasi_cli_stdin_tuple2_stream_u8_future_result_void_error_code_t in;
    wasi_cli_stdin_result_void_error_code_t result;
    static uint8_t buffer[4096];
    uint64_t total = 0;
    wasi_cli_stdin_read_via_stream(&in);
    for (;;) {
        uint32_t status = done(wasi_cli_stdout_stream_u8_read(in.f0, buffer, sizeof buffer), in.f0);
        put(buffer, WASI3_WAITABLE_COUNT(status));
        total += WASI3_WAITABLE_COUNT(status);
        if (WASI3_WAITABLE_STATE(status) != WASI3_WAITABLE_COMPLETED) break;
    }
    done(wasi_cli_stdin_future_result_void_error_code_read(in.f1, &result), in.f1);
    say("read ");
    say_number(total);
    say_line(result.is_err ? " error" : " ok");
}

// A reader that leaves is told that all is well.
static void leave_stdin(void) {
    wasi_cli_stdin_tuple2_stream_u8_future_result_void_error_code_t in;
    wasi_cli_stdin_result_void_error_code_t result;
    wasi_cli_stdin_read_via_stream(&in);
    wasi_cli_stdout_stream_u8_drop_readable(in.f0);
    done(wasi_cli_stdin_future_result_void_error_code_read(in.f1, &result), in.f1);
    say_line(result.is_err ? "error" : "ok");
}

static void environment(void) {
    wasi3_list_tuple2_string_string_t list;
    wasi_cli_environment_get_environment(&list);
    say_number(list.len);
    for (size_t at = 0; at < list.len; at++) {
        say(" ");
        say_string(list.ptr[at].f0);
        say("=");
        say_string(list.ptr[at].f1);
    }
    say("\n");
}

static void terminals(void) {
    wasi_cli_terminal_stdin_own_terminal_input_t input;
    wasi_cli_terminal_stdout_own_terminal_output_t output;
    say(wasi_cli_terminal_stdin_get_terminal_stdin(&input) ? "terminal " : "none ");
    say_line(wasi_cli_terminal_stdout_get_terminal_stdout(&output) ? "terminal" : "none");
}

// --- clocks

static void monotonic(void) {
    uint64_t before = wasi_clocks_monotonic_clock_now();
    for (int at = 0; at < 1000; at++) {
        uint64_t now = wasi_clocks_monotonic_clock_now();
        if (now < before) { say_line("went back"); return; }
        before = now;
    }
    say_line(wasi_clocks_monotonic_clock_get_resolution() > 0 ? "ok" : "no resolution");
}

static void wait(wasi3_string_t milliseconds) {
    uint64_t duration = number_of(milliseconds) * 1000000, before = wasi_clocks_monotonic_clock_now();
    wasi_clocks_monotonic_clock_wait_for(duration);
    say_line(wasi_clocks_monotonic_clock_now() - before >= duration ? "waited" : "too early");
}

static void wait_until(wasi3_string_t milliseconds) {
    uint64_t when = wasi_clocks_monotonic_clock_now() + number_of(milliseconds) * 1000000;
    wasi_clocks_monotonic_clock_wait_until(when);
    say_line(wasi_clocks_monotonic_clock_now() >= when ? "waited" : "too early");
}

static void wall(void) {
    wasi_clocks_system_clock_instant_t now;
    wasi_clocks_system_clock_now(&now);
    say_line(now.nanoseconds >= 1000000000 ? "nanoseconds out of range" : now.seconds > 1700000000 ? "now" : "past");
}

__attribute__((__import_module__("wasi:clocks/monotonic-clock@0.3.2"), __import_name__("[async-lower]wait-for")))
extern uint32_t begin_wait(uint64_t);

// Of two waits that are under way at once, the shorter ends first; the other is cancelled.
static void wait_two(void) {
    uint32_t late = begin_wait(3600ull * 1000000000), soon = begin_wait(20000000), both = wasi3_waitable_set_new();
    if (WASI3_SUBTASK_STATE(late) != WASI3_SUBTASK_STARTED || WASI3_SUBTASK_STATE(soon) != WASI3_SUBTASK_STARTED) { say_line("not under way"); return; }
    wasi3_event_t event;
    wasi3_waitable_join(WASI3_SUBTASK_HANDLE(late), both);
    wasi3_waitable_join(WASI3_SUBTASK_HANDLE(soon), both);
    wasi3_waitable_set_wait(both, &event);
    wasi3_waitable_join(WASI3_SUBTASK_HANDLE(late), 0);
    say(event.waitable == WASI3_SUBTASK_HANDLE(soon) && event.code == WASI3_SUBTASK_RETURNED ? "the shorter, " : "another, ");
    say_line(wasi3_subtask_cancel(WASI3_SUBTASK_HANDLE(late)) == WASI3_SUBTASK_RETURNED_CANCELLED ? "the other cancelled" : "the other went on");
}

// --- random

static void say_bytes(wasi3_list_u8_t bytes) {
    static const char hex[] = "0123456789abcdef";
    for (size_t at = 0; at < bytes.len; at++) put((char[]){hex[bytes.ptr[at] >> 4], hex[bytes.ptr[at] & 15]}, 2);
    say("\n");
}

static void random_length(wasi3_string_t most) {
    wasi3_list_u8_t bytes;
    uint64_t limit = number_of(most);
    wasi_random_random_get_random_bytes(limit, &bytes);
    say_line(bytes.len > limit ? "too many" : bytes.len == 0 && limit > 0 ? "none" : "within");
}

static void insecure_length(wasi3_string_t most) {
    wasi3_list_u8_t bytes;
    uint64_t limit = number_of(most);
    wasi_random_insecure_get_insecure_random_bytes(limit, &bytes);
    say_line(bytes.len > limit ? "too many" : bytes.len == 0 && limit > 0 ? "none" : "within");
}

static void random_bytes(void) {
    wasi3_list_u8_t bytes;
    wasi_random_random_get_random_bytes(16, &bytes);
    say_bytes(bytes);
}

static void random_differs(void) {
    uint64_t first = wasi_random_random_get_random_u64(), second = wasi_random_random_get_random_u64();
    say_line(first != second ? "differs" : "same");
}

static void seed(void) {
    wasi3_tuple2_u64_u64_t value;
    wasi_random_insecure_seed_get_insecure_seed(&value);
    say_number(value.f0);
    say(" ");
    say_number(value.f1);
    say("\n");
}

// --- filesystem

enum { READ = 1, WRITE = 2, MUTATE = 32, CREATE = 1, DIRECTORY = 2, EXCLUSIVE = 4, TRUNCATE = 8, FOLLOW = 1 };

static bool root(descriptor_t *ret) {
    wasi_filesystem_preopens_list_tuple2_own_descriptor_string_t list;
    wasi_filesystem_preopens_get_directories(&list);
    if (list.len == 0) { say_line("no directory"); return false; }
    *ret = list.ptr[0].f0;
    return true;
}

#define AT wasi_filesystem_types_borrow_descriptor(dir)
#define THIS wasi_filesystem_types_borrow_descriptor(file)
#define OPEN(how, flags) FS(wasi_filesystem_types_method_descriptor_open_at(AT, FOLLOW, &path, how, flags, &file, &error))

static void preopens(void) {
    wasi_filesystem_preopens_list_tuple2_own_descriptor_string_t list;
    wasi_filesystem_preopens_get_directories(&list);
    say_number(list.len);
    for (size_t at = 0; at < list.len; at++) { say(" "); say_string(list.ptr[at].f1); }
    say("\n");
}

static void read_from(wasi3_string_t path, uint64_t offset) {
    descriptor_t dir, file;
    fs_error_t error;
    if (!root(&dir)) return;
    OPEN(0, READ)
    wasi_filesystem_types_tuple2_stream_u8_future_result_void_error_code_t in;
    wasi_filesystem_types_result_void_error_code_t result;
    uint8_t buffer[7];
    wasi_filesystem_types_method_descriptor_read_via_stream(THIS, offset, &in);
    for (;;) {
        uint32_t status = done(wasi_filesystem_types_stream_u8_read(in.f0, buffer, sizeof buffer), in.f0);
        put(buffer, WASI3_WAITABLE_COUNT(status));
        if (WASI3_WAITABLE_STATE(status) != WASI3_WAITABLE_COMPLETED) break;
    }
    done(wasi_filesystem_types_future_result_void_error_code_read(in.f1, &result), in.f1);
    say(" ");
    say_line(result.is_err ? fs_errors[result.val.err.tag] : "ok");
}

static void write_to(wasi3_string_t path, wasi3_string_t text, int how, int flags, uint64_t offset, bool append) {
    descriptor_t dir, file;
    fs_error_t error;
    if (!root(&dir)) return;
    OPEN(how, flags)
    wasi_filesystem_types_stream_u8_writer_t writer;
    wasi_filesystem_types_stream_u8_t data = wasi_filesystem_types_stream_u8_new(&writer);
    wasi_filesystem_types_future_result_void_error_code_t end = append
        ? wasi_filesystem_types_method_descriptor_append_via_stream(THIS, data)
        : wasi_filesystem_types_method_descriptor_write_via_stream(THIS, data, offset);
    wasi_filesystem_types_result_void_error_code_t result;
    write_all(writer, text.ptr, text.len);
    wasi_filesystem_types_stream_u8_drop_writable(writer);
    done(wasi_filesystem_types_future_result_void_error_code_read(end, &result), end);
    say_line(result.is_err ? fs_errors[result.val.err.tag] : "written");
}

static int by_name(const void *left, const void *right) {
    const wasi3_string_t *a = left, *b = right;
    int order = memcmp(a->ptr, b->ptr, a->len < b->len ? a->len : b->len);
    return order ? order : (a->len > b->len) - (a->len < b->len);
}

static void list(wasi3_string_t path) {
    descriptor_t dir, file;
    fs_error_t error;
    if (!root(&dir)) return;
    OPEN(DIRECTORY, READ)
    wasi_filesystem_types_tuple2_stream_directory_entry_future_result_void_error_code_t in;
    wasi_filesystem_types_result_void_error_code_t result;
    wasi3_string_t names[64];
    size_t count = 0;
    wasi_filesystem_types_method_descriptor_read_directory(THIS, &in);
    for (;;) {
        wasi_filesystem_types_directory_entry_t entries[8];
        uint32_t status = done(wasi_filesystem_types_stream_directory_entry_read(in.f0, entries, 8), in.f0);
        for (size_t at = 0; at < WASI3_WAITABLE_COUNT(status) && count < 64; at++) names[count++] = entries[at].name;
        if (WASI3_WAITABLE_STATE(status) != WASI3_WAITABLE_COMPLETED) break;
    }
    done(wasi_filesystem_types_future_result_void_error_code_read(in.f1, &result), in.f1);
    qsort(names, count, sizeof *names, by_name);
    for (size_t at = 0; at < count; at++) { say_string(names[at]); say(" "); }
    say_line(result.is_err ? fs_errors[result.val.err.tag] : "ok");
}

static void stat(wasi3_string_t path, int flags) {
    descriptor_t dir;
    fs_error_t error;
    wasi_filesystem_types_descriptor_stat_t stat;
    if (!root(&dir)) return;
    FS(wasi_filesystem_types_method_descriptor_stat_at(AT, flags, &path, &stat, &error))
    say(types[stat.type.tag]);
    if (stat.type.tag == WASI_FILESYSTEM_TYPES_DESCRIPTOR_TYPE_REGULAR_FILE) { say(" "); say_number(stat.size); }
    say("\n");
}

static void resize(wasi3_string_t path, wasi3_string_t size) {
    descriptor_t dir, file;
    fs_error_t error;
    if (!root(&dir)) return;
    OPEN(0, WRITE)
    FS(wasi_filesystem_types_method_descriptor_set_size(THIS, number_of(size), &error))
    say_line("done");
}

// Whether two paths are one object, and have the same hash.
static void same(wasi3_string_t path, wasi3_string_t other) {
    descriptor_t dir, file, second;
    fs_error_t error;
    wasi_filesystem_types_metadata_hash_value_t one, two;
    if (!root(&dir)) return;
    OPEN(0, READ)
    FS(wasi_filesystem_types_method_descriptor_open_at(AT, FOLLOW, &other, 0, READ, &second, &error))
    say(wasi_filesystem_types_method_descriptor_is_same_object(THIS, wasi_filesystem_types_borrow_descriptor(second)) ? "same " : "different ");
    FS(wasi_filesystem_types_method_descriptor_metadata_hash(THIS, &one, &error))
    FS(wasi_filesystem_types_method_descriptor_metadata_hash_at(AT, FOLLOW, &other, &two, &error))
    say_line(one.lower == two.lower && one.upper == two.upper ? "same" : "different");
}

static void flags(void) {
    descriptor_t dir;
    fs_error_t error;
    wasi_filesystem_types_descriptor_flags_t flags;
    if (!root(&dir)) return;
    FS(wasi_filesystem_types_method_descriptor_get_flags(AT, &flags, &error))
    say(flags & READ ? "read " : "");
    say_line(flags & MUTATE ? "mutate-directory" : "");
}

static void kind(wasi3_string_t path) {
    descriptor_t dir, file;
    fs_error_t error;
    wasi_filesystem_types_descriptor_type_t type;
    if (!root(&dir)) return;
    OPEN(0, READ)
    FS(wasi_filesystem_types_method_descriptor_get_type(THIS, &type, &error))
    say_line(types[type.tag]);
}

#define SIMPLE(name, function) \
    static void name(wasi3_string_t path) { \
        descriptor_t dir; \
        fs_error_t error; \
        if (!root(&dir)) return; \
        FS(wasi_filesystem_types_method_descriptor_##function(AT, &path, &error)) \
        say_line("done"); \
    }

SIMPLE(mkdir, create_directory_at)
SIMPLE(rmdir, remove_directory_at)
SIMPLE(unlink, unlink_file_at)

static void symlink(wasi3_string_t target, wasi3_string_t path) {
    descriptor_t dir;
    fs_error_t error;
    if (!root(&dir)) return;
    FS(wasi_filesystem_types_method_descriptor_symlink_at(AT, &target, &path, &error))
    say_line("done");
}

static void readlink(wasi3_string_t path) {
    descriptor_t dir;
    fs_error_t error;
    wasi3_string_t target;
    if (!root(&dir)) return;
    FS(wasi_filesystem_types_method_descriptor_readlink_at(AT, &path, &target, &error))
    say_string(target);
    say("\n");
}

static void rename_to(wasi3_string_t from, wasi3_string_t to) {
    descriptor_t dir;
    fs_error_t error;
    if (!root(&dir)) return;
    FS(wasi_filesystem_types_method_descriptor_rename_at(AT, &from, AT, &to, &error))
    say_line("done");
}

static void link_to(wasi3_string_t from, wasi3_string_t to) {
    descriptor_t dir;
    fs_error_t error;
    if (!root(&dir)) return;
    FS(wasi_filesystem_types_method_descriptor_link_at(AT, 0, &from, AT, &to, &error))
    say_line("done");
}

// --- sockets

static address_t local(uint16_t port) {
    return (address_t){.tag = WASI_SOCKETS_TYPES_IP_SOCKET_ADDRESS_IPV4, .val.ipv4 = {.port = port, .address = {127, 0, 0, 1}}};
}

#define TCP(socket) wasi_sockets_types_borrow_tcp_socket(socket)
#define UDP(socket) wasi_sockets_types_borrow_udp_socket(socket)

static void tcp_bind(void) {
    wasi_sockets_types_own_tcp_socket_t socket;
    net_error_t error;
    address_t any = local(0), bound;
    NET(wasi_sockets_types_static_tcp_socket_create(0, &socket, &error))
    NET(wasi_sockets_types_method_tcp_socket_bind(TCP(socket), &any, &error))
    NET(wasi_sockets_types_method_tcp_socket_get_local_address(TCP(socket), &bound, &error))
    say_line(bound.val.ipv4.port != 0 && bound.val.ipv4.address.f0 == 127 ? "bound" : "elsewhere");
}

static void tcp_bind_twice(void) {
    wasi_sockets_types_own_tcp_socket_t socket;
    net_error_t error;
    address_t any = local(0);
    NET(wasi_sockets_types_static_tcp_socket_create(0, &socket, &error))
    NET(wasi_sockets_types_method_tcp_socket_bind(TCP(socket), &any, &error))
    NET(wasi_sockets_types_method_tcp_socket_bind(TCP(socket), &any, &error))
    say_line("bound twice");
}

static void tcp_family(void) {
    wasi_sockets_types_own_tcp_socket_t socket;
    net_error_t error;
    address_t six = {.tag = WASI_SOCKETS_TYPES_IP_SOCKET_ADDRESS_IPV6, .val.ipv6 = {.address = {0, 0, 0, 0, 0, 0, 0, 1}}};
    NET(wasi_sockets_types_static_tcp_socket_create(0, &socket, &error))
    NET(wasi_sockets_types_method_tcp_socket_bind(TCP(socket), &six, &error))
    say_line("bound");
}

static void tcp_remote(void) {
    wasi_sockets_types_own_tcp_socket_t socket;
    net_error_t error;
    address_t remote;
    NET(wasi_sockets_types_static_tcp_socket_create(0, &socket, &error))
    NET(wasi_sockets_types_method_tcp_socket_get_remote_address(TCP(socket), &remote, &error))
    say_line("connected");
}

static void tcp_connect(wasi3_string_t port) {
    wasi_sockets_types_own_tcp_socket_t socket;
    net_error_t error;
    address_t remote = local(number_of(port));
    NET(wasi_sockets_types_static_tcp_socket_create(0, &socket, &error))
    NET(wasi_sockets_types_method_tcp_socket_connect(TCP(socket), &remote, &error))
    say_line("connected");
}

// Both ends of a connection: what the client sends the accepted socket receives, to its end.
static void tcp_talk(wasi3_string_t text) {
    wasi_sockets_types_own_tcp_socket_t server, client, accepted;
    wasi_sockets_types_stream_own_tcp_socket_t connections;
    net_error_t error;
    address_t any = local(0), bound;
    NET(wasi_sockets_types_static_tcp_socket_create(0, &server, &error))
    NET(wasi_sockets_types_method_tcp_socket_bind(TCP(server), &any, &error))
    NET(wasi_sockets_types_method_tcp_socket_listen(TCP(server), &connections, &error))
    NET(wasi_sockets_types_method_tcp_socket_get_local_address(TCP(server), &bound, &error))
    say(wasi_sockets_types_method_tcp_socket_get_is_listening(TCP(server)) ? "listening, " : "not listening, ");
    NET(wasi_sockets_types_static_tcp_socket_create(0, &client, &error))
    NET(wasi_sockets_types_method_tcp_socket_connect(TCP(client), &bound, &error))
    if (WASI3_WAITABLE_COUNT(done(wasi_sockets_types_stream_own_tcp_socket_read(connections, &accepted, 1), connections)) != 1) { say_line("nobody came"); return; }
    wasi_sockets_types_stream_u8_writer_t writer;
    wasi_sockets_types_stream_u8_t data = wasi_sockets_types_stream_u8_new(&writer);
    wasi_sockets_types_future_result_void_error_code_t sent = wasi_sockets_types_method_tcp_socket_send(TCP(client), data);
    write_all(writer, text.ptr, text.len);
    wasi_sockets_types_stream_u8_drop_writable(writer);
    wasi_sockets_types_result_void_error_code_t result;
    done(wasi_sockets_types_future_result_void_error_code_read(sent, &result), sent);
    if (result.is_err) { say("error "); say_line(net_errors[result.val.err.tag]); return; }
    wasi_sockets_types_tuple2_stream_u8_future_result_void_error_code_t in;
    uint8_t buffer[64];
    wasi_sockets_types_method_tcp_socket_receive(TCP(accepted), &in);
    say("received ");
    for (;;) {
        uint32_t status = done(wasi_sockets_types_stream_u8_read(in.f0, buffer, sizeof buffer), in.f0);
        put(buffer, WASI3_WAITABLE_COUNT(status));
        if (WASI3_WAITABLE_STATE(status) != WASI3_WAITABLE_COMPLETED) break;
    }
    done(wasi_sockets_types_future_result_void_error_code_read(in.f1, &result), in.f1);
    say_line(result.is_err ? ", error" : ", ended");
}

static void udp_talk(wasi3_string_t text) {
    wasi_sockets_types_own_udp_socket_t server, client;
    net_error_t error;
    address_t any = local(0), bound;
    wasi_sockets_types_tuple2_list_u8_ip_socket_address_t got;
    NET(wasi_sockets_types_static_udp_socket_create(0, &server, &error))
    NET(wasi_sockets_types_method_udp_socket_bind(UDP(server), &any, &error))
    NET(wasi_sockets_types_method_udp_socket_get_local_address(UDP(server), &bound, &error))
    NET(wasi_sockets_types_static_udp_socket_create(0, &client, &error))
    NET(wasi_sockets_types_method_udp_socket_bind(UDP(client), &any, &error))
    wasi3_list_u8_t data = {text.ptr, text.len};
    NET(wasi_sockets_types_method_udp_socket_send(UDP(client), &data, &bound, &error))
    NET(wasi_sockets_types_method_udp_socket_receive(UDP(server), &got, &error))
    say("received ");
    put(got.f0.ptr, got.f0.len);
    say("\n");
}

// A datagram without an address needs a socket that is connected.
static void udp_nowhere(void) {
    wasi_sockets_types_own_udp_socket_t socket;
    net_error_t error;
    address_t any = local(0);
    uint8_t one = 1;
    wasi3_list_u8_t data = {&one, 1};
    NET(wasi_sockets_types_static_udp_socket_create(0, &socket, &error))
    NET(wasi_sockets_types_method_udp_socket_bind(UDP(socket), &any, &error))
    NET(wasi_sockets_types_method_udp_socket_send(UDP(socket), &data, NULL, &error))
    say_line("sent");
}

static void lookup(wasi3_string_t name) {
    wasi_sockets_ip_name_lookup_list_ip_address_t found;
    wasi_sockets_ip_name_lookup_error_code_t error;
    if (!wasi_sockets_ip_name_lookup_resolve_addresses(&name, &found, &error)) { say("error "); say_line(lookup_errors[error.tag]); return; }
    say(found.len == 1 && found.ptr[0].tag == 0 ? "IPv4 " : "other ");
    say_number(found.ptr[0].val.ipv4.f0);
    say("\n");
}

static bool all(void) {
    wasi3_list_string_t args;
    wasi_cli_environment_get_arguments(&args);
    size_t at = 0;
    while (at < args.len && (args.ptr[at].len == 0 || args.ptr[at].ptr[0] != ':')) at++;
    for (; at < args.len; at++) {
        wasi3_string_t verb = args.ptr[at];
        size_t left = args.len - at - 1;
#define VERB(name, words) else if (is(verb, ":" name) && left >= words)
#define WORD args.ptr[++at]
        if (is(verb, ":ok")) return true;
        VERB("fail", 0) return false;
        VERB("say", 1) { say_string(WORD); say("\n"); }
        VERB("say-error", 1) say_error(WORD);
        VERB("trap", 0) __builtin_trap();
        VERB("exit-ok", 0) { finish(); wasi_cli_exit_result_void_void_t status = {false}; wasi_cli_exit_exit(&status); }
        VERB("exit-fail", 0) { finish(); wasi_cli_exit_result_void_void_t status = {true}; wasi_cli_exit_exit(&status); }
        VERB("exit-code", 1) { uint8_t code = number_of(WORD); finish(); wasi_cli_exit_exit_with_code(code); }
        VERB("echo", 0) { while (at + 1 < args.len) { say("["); say_string(WORD); say("]"); } say("\n"); }
        VERB("environment", 0) environment();
        VERB("cwd", 0) { wasi3_string_t cwd; say_line(wasi_cli_environment_get_initial_cwd(&cwd) ? "some" : "none"); }
        VERB("cat", 0) cat();
        VERB("leave-stdin", 0) leave_stdin();
        VERB("terminals", 0) terminals();
        VERB("monotonic", 0) monotonic();
        VERB("wait", 1) wait(WORD);
        VERB("wait-until", 1) wait_until(WORD);
        VERB("wait-past", 0) { wasi_clocks_monotonic_clock_wait_until(0); say_line("at once"); }
        VERB("wait-two", 0) wait_two();
        VERB("wall", 0) wall();
        VERB("random", 0) random_bytes();
        VERB("random-length", 1) random_length(WORD);
        VERB("insecure-length", 1) insecure_length(WORD);
        VERB("random-differs", 0) random_differs();
        VERB("seed", 0) seed();
        VERB("preopens", 0) preopens();
        VERB("read", 1) read_from(WORD, 0);
        VERB("read-from", 2) { wasi3_string_t path = WORD; read_from(path, number_of(WORD)); }
        VERB("write", 2) { wasi3_string_t path = WORD; write_to(path, WORD, 0, WRITE, 0, false); }
        VERB("write-at", 3) { wasi3_string_t path = WORD, text = WORD; write_to(path, text, 0, WRITE, number_of(WORD), false); }
        VERB("create", 2) { wasi3_string_t path = WORD; write_to(path, WORD, CREATE, WRITE, 0, false); }
        VERB("create-new", 2) { wasi3_string_t path = WORD; write_to(path, WORD, CREATE | EXCLUSIVE, WRITE, 0, false); }
        VERB("truncate", 2) { wasi3_string_t path = WORD; write_to(path, WORD, TRUNCATE, WRITE, 0, false); }
        VERB("append", 2) { wasi3_string_t path = WORD; write_to(path, WORD, 0, WRITE, 0, true); }
        VERB("write-read-only", 2) { wasi3_string_t path = WORD; write_to(path, WORD, 0, READ, 0, false); }
        VERB("list", 1) list(WORD);
        VERB("stat", 1) stat(WORD, FOLLOW);
        VERB("lstat", 1) stat(WORD, 0);
        VERB("resize", 2) { wasi3_string_t path = WORD; resize(path, WORD); }
        VERB("same", 2) { wasi3_string_t path = WORD; same(path, WORD); }
        VERB("flags", 0) flags();
        VERB("kind", 1) kind(WORD);
        VERB("mkdir", 1) mkdir(WORD);
        VERB("rmdir", 1) rmdir(WORD);
        VERB("unlink", 1) unlink(WORD);
        VERB("symlink", 2) { wasi3_string_t target = WORD; symlink(target, WORD); }
        VERB("readlink", 1) readlink(WORD);
        VERB("rename", 2) { wasi3_string_t from = WORD; rename_to(from, WORD); }
        VERB("link", 2) { wasi3_string_t from = WORD; link_to(from, WORD); }
        VERB("tcp-bind", 0) tcp_bind();
        VERB("tcp-bind-twice", 0) tcp_bind_twice();
        VERB("tcp-family", 0) tcp_family();
        VERB("tcp-remote", 0) tcp_remote();
        VERB("tcp-connect", 1) tcp_connect(WORD);
        VERB("tcp-talk", 1) tcp_talk(WORD);
        VERB("udp-talk", 1) udp_talk(WORD);
        VERB("udp-nowhere", 0) udp_nowhere();
        VERB("lookup", 1) lookup(WORD);
        else return false;
    }
    return true;
}

bool exports_wasi_cli_run_run(void) {
    bool ok = all();
    return finish() == 0 && ok;
}
