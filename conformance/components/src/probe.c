// A command that does what its arguments say and prints what came of it: one line for each thing it was asked.
// probe VERB [WORDS…]. It ends with an error if a verb is unknown.
#include "probe.h"
#include "say.h"

static const char *const error_names[] = {
    "access", "would-block", "already", "bad-descriptor", "busy", "deadlock", "quota", "exist", "file-too-large",
    "illegal-byte-sequence", "in-progress", "interrupted", "invalid", "io", "is-directory", "loop", "too-many-links",
    "message-size", "name-too-long", "no-device", "no-entry", "no-lock", "insufficient-memory", "insufficient-space",
    "not-directory", "not-empty", "not-recoverable", "unsupported", "no-tty", "no-such-device", "overflow",
    "not-permitted", "pipe", "read-only", "invalid-seek", "text-file-busy", "cross-device"};

static const char *const type_names[] = {"unknown", "block-device", "character-device", "directory", "fifo", "symbolic-link", "regular-file", "socket"};

static void say_error(wasi_filesystem_types_error_code_t error) {
    say("error ");
    say(error < sizeof error_names / sizeof *error_names ? error_names[error] : "?");
    say("\n");
}

#define TRY(call) if (!(call)) { say_error(error); return; }

typedef wasi_filesystem_types_own_descriptor_t descriptor_t;

static wasi_filesystem_types_borrow_descriptor_t borrow(descriptor_t of) { return wasi_filesystem_types_borrow_descriptor(of); }

// The first preopened directory; without one, says so and gives false.
static bool root(descriptor_t *ret) {
    wasi_filesystem_preopens_list_tuple2_own_descriptor_string_t list;
    wasi_filesystem_preopens_get_directories(&list);
    if (list.len == 0) {
        say("no directory\n");
        return false;
    }
    *ret = list.ptr[0].f0;
    return true;
}

static bool open(descriptor_t at, probe_string_t path, uint8_t how, uint8_t flags, bool follow, descriptor_t *ret, wasi_filesystem_types_error_code_t *error) {
    return wasi_filesystem_types_method_descriptor_open_at(borrow(at), follow ? 1 : 0, &path, how, flags, ret, error);
}

enum { READ = 1, WRITE = 2, MUTATE = 32, CREATE = 1, DIRECTORY = 2, EXCLUSIVE = 4, TRUNCATE = 8 };

static void fs_preopens(void) {
    wasi_filesystem_preopens_list_tuple2_own_descriptor_string_t list;
    wasi_filesystem_preopens_get_directories(&list);
    say_number(list.len);
    for (size_t at = 0; at < list.len; at++) {
        say(" ");
        say_string(list.ptr[at].f1);
    }
    say("\n");
}

static void fs_read(probe_string_t path) {
    descriptor_t dir, file;
    wasi_filesystem_types_error_code_t error;
    if (!root(&dir)) return;
    TRY(open(dir, path, 0, READ, true, &file, &error))
    uint64_t offset = 0;
    for (;;) {
        probe_tuple2_list_u8_bool_t part;
        TRY(wasi_filesystem_types_method_descriptor_read(borrow(file), 4096, offset, &part, &error))
        put(part.f0.ptr, part.f0.len);
        offset += part.f0.len;
        if (part.f1 || part.f0.len == 0) break;
    }
    say("\n");
}

static void fs_stream(probe_string_t path, probe_string_t from) {
    descriptor_t dir, file;
    wasi_filesystem_types_error_code_t error;
    wasi_io_streams_own_input_stream_t stream;
    if (!root(&dir)) return;
    TRY(open(dir, path, 0, READ, true, &file, &error))
    TRY(wasi_filesystem_types_method_descriptor_read_via_stream(borrow(file), number_of(from), &stream, &error))
    for (;;) {
        probe_list_u8_t part;
        wasi_io_streams_stream_error_t closed;
        if (!wasi_io_streams_method_input_stream_blocking_read(wasi_io_streams_borrow_input_stream(stream), 7, &part, &closed)) break;
        put(part.ptr, part.len);
    }
    say("\n");
}

static void fs_write(probe_string_t path, probe_string_t text, uint8_t how) {
    descriptor_t dir, file;
    wasi_filesystem_types_error_code_t error;
    uint64_t written;
    if (!root(&dir)) return;
    TRY(open(dir, path, how, WRITE, true, &file, &error))
    probe_list_u8_t bytes = {text.ptr, text.len};
    TRY(wasi_filesystem_types_method_descriptor_write(borrow(file), &bytes, 0, &written, &error))
    say("wrote ");
    say_number(written);
    say("\n");
}

static void fs_append(probe_string_t path, probe_string_t text) {
    descriptor_t dir, file;
    wasi_filesystem_types_error_code_t error;
    wasi_io_streams_own_output_stream_t stream;
    if (!root(&dir)) return;
    TRY(open(dir, path, 0, WRITE, true, &file, &error))
    TRY(wasi_filesystem_types_method_descriptor_append_via_stream(borrow(file), &stream, &error))
    say(write_all(stream, text.ptr, text.len) ? "appended\n" : "stream error\n");
    wasi_io_streams_output_stream_drop_own(stream);
}

static int by_name(const void *left, const void *right) {
    const probe_string_t *a = left, *b = right;
    int order = memcmp(a->ptr, b->ptr, a->len < b->len ? a->len : b->len);
    return order ? order : (a->len > b->len) - (a->len < b->len);
}

static void fs_list(probe_string_t path, bool sorted) {
    descriptor_t dir, inner;
    wasi_filesystem_types_error_code_t error;
    wasi_filesystem_types_own_directory_entry_stream_t stream;
    if (!root(&dir)) return;
    TRY(open(dir, path, DIRECTORY, READ, true, &inner, &error))
    TRY(wasi_filesystem_types_method_descriptor_read_directory(borrow(inner), &stream, &error))
    probe_string_t names[64];
    size_t count = 0;
    for (;;) {
        wasi_filesystem_types_option_directory_entry_t entry;
        TRY(wasi_filesystem_types_method_directory_entry_stream_read_directory_entry(
            wasi_filesystem_types_borrow_directory_entry_stream(stream), &entry, &error))
        if (!entry.is_some || count == 64) break;
        names[count++] = entry.val.name;
    }
    if (sorted) qsort(names, count, sizeof *names, by_name);
    for (size_t at = 0; at < count; at++) {
        if (at) say(" ");
        say_string(names[at]);
    }
    say("\n");
}

static void fs_stat(probe_string_t path, bool follow) {
    descriptor_t dir;
    wasi_filesystem_types_error_code_t error;
    wasi_filesystem_types_descriptor_stat_t stat;
    if (!root(&dir)) return;
    TRY(wasi_filesystem_types_method_descriptor_stat_at(borrow(dir), follow ? 1 : 0, &path, &stat, &error))
    say(type_names[stat.type]);
    if (stat.type == 6) {
        say(" ");
        say_number(stat.size);
    }
    say("\n");
}

// When a file was last changed and read, in seconds and nanoseconds.
static void fs_times(probe_string_t path) {
    descriptor_t dir;
    wasi_filesystem_types_error_code_t error;
    wasi_filesystem_types_descriptor_stat_t stat;
    if (!root(&dir)) return;
    TRY(wasi_filesystem_types_method_descriptor_stat_at(borrow(dir), 1, &path, &stat, &error))
    say_number(stat.data_modification_timestamp.val.seconds);
    say(" ");
    say_number(stat.data_modification_timestamp.val.nanoseconds);
    say(" ");
    say_number(stat.data_access_timestamp.val.seconds);
    say(" ");
    say_number(stat.link_count);
    say("\n");
}

// Opens a file again and again, closing none.
static void fs_open_many(probe_string_t path) {
    descriptor_t dir, file;
    wasi_filesystem_types_error_code_t error;
    if (!root(&dir)) return;
    for (int count = 0; count < 100000; count++) {
        if (open(dir, path, 0, READ, true, &file, &error)) continue;
        say("opened ");
        say_number(count);
        say(", ");
        say_error(error);
        return;
    }
    say("no end\n");
}

static void fs_flags(void) {
    descriptor_t dir;
    wasi_filesystem_types_error_code_t error;
    wasi_filesystem_types_descriptor_flags_t flags;
    if (!root(&dir)) return;
    TRY(wasi_filesystem_types_method_descriptor_get_flags(borrow(dir), &flags, &error))
    say(flags & READ ? "read " : "");
    say(flags & MUTATE ? "mutate-directory\n" : "\n");
}

#define SIMPLE(name, function) \
    static void name(probe_string_t path) { \
        descriptor_t dir; \
        wasi_filesystem_types_error_code_t error; \
        if (!root(&dir)) return; \
        TRY(wasi_filesystem_types_method_descriptor_##function(borrow(dir), &path, &error)) \
        say("done\n"); \
    }

SIMPLE(fs_mkdir, create_directory_at)
SIMPLE(fs_rmdir, remove_directory_at)
SIMPLE(fs_unlink, unlink_file_at)

static void fs_symlink(probe_string_t target, probe_string_t path) {
    descriptor_t dir;
    wasi_filesystem_types_error_code_t error;
    if (!root(&dir)) return;
    TRY(wasi_filesystem_types_method_descriptor_symlink_at(borrow(dir), &target, &path, &error))
    say("done\n");
}

static void fs_readlink(probe_string_t path) {
    descriptor_t dir;
    wasi_filesystem_types_error_code_t error;
    probe_string_t target;
    if (!root(&dir)) return;
    TRY(wasi_filesystem_types_method_descriptor_readlink_at(borrow(dir), &path, &target, &error))
    say_string(target);
    say("\n");
}

static void fs_rename(probe_string_t from, probe_string_t to) {
    descriptor_t dir;
    wasi_filesystem_types_error_code_t error;
    if (!root(&dir)) return;
    TRY(wasi_filesystem_types_method_descriptor_rename_at(borrow(dir), &from, borrow(dir), &to, &error))
    say("done\n");
}

static void fs_link(probe_string_t from, probe_string_t to) {
    descriptor_t dir;
    wasi_filesystem_types_error_code_t error;
    if (!root(&dir)) return;
    TRY(wasi_filesystem_types_method_descriptor_link_at(borrow(dir), 0, &from, borrow(dir), &to, &error))
    say("done\n");
}

static void fs_resize(probe_string_t path, probe_string_t size) {
    descriptor_t dir, file;
    wasi_filesystem_types_error_code_t error;
    if (!root(&dir)) return;
    TRY(open(dir, path, 0, WRITE, true, &file, &error))
    TRY(wasi_filesystem_types_method_descriptor_set_size(borrow(file), number_of(size), &error))
    say("done\n");
}

static void cat(void) {
    wasi_io_streams_own_input_stream_t in = wasi_cli_stdin_get_stdin();
    uint64_t total = 0;
    for (;;) {
        probe_list_u8_t part;
        wasi_io_streams_stream_error_t error;
        if (!wasi_io_streams_method_input_stream_blocking_read(wasi_io_streams_borrow_input_stream(in), 4096, &part, &error)) {
            say(error.tag == WASI_IO_STREAMS_STREAM_ERROR_CLOSED ? "" : "stream error\n");
            break;
        }
        put(part.ptr, part.len);
        total += part.len;
        probe_list_u8_free(&part);
    }
    say("read ");
    say_number(total);
    say("\n");
}

static void environment(void) {
    probe_list_tuple2_string_string_t list;
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

static void monotonic(void) {
    uint64_t before = wasi_clocks_monotonic_clock_now();
    for (int at = 0; at < 1000; at++) {
        uint64_t now = wasi_clocks_monotonic_clock_now();
        if (now < before) {
            say("went back\n");
            return;
        }
        before = now;
    }
    say(wasi_clocks_monotonic_clock_resolution() > 0 ? "ok\n" : "no resolution\n");
}

static void wall(void) {
    wasi_clocks_wall_clock_datetime_t now;
    wasi_clocks_wall_clock_now(&now);
    say(now.nanoseconds >= 1000000000 ? "nanoseconds out of range\n" : now.seconds > 1700000000 ? "now\n" : now.seconds == 0 ? "epoch\n" : "past\n");
}

static void wall_exact(void) {
    wasi_clocks_wall_clock_datetime_t now;
    wasi_clocks_wall_clock_now(&now);
    say_number(now.seconds);
    say(".");
    say_number(now.nanoseconds);
    say("\n");
}

static void wait(probe_string_t milliseconds) {
    uint64_t duration = number_of(milliseconds) * 1000000, before = wasi_clocks_monotonic_clock_now();
    wasi_io_poll_own_pollable_t pollable = wasi_clocks_monotonic_clock_subscribe_duration(duration);
    wasi_io_poll_method_pollable_block(wasi_io_poll_borrow_pollable(pollable));
    say(wasi_clocks_monotonic_clock_now() - before >= duration ? "waited\n" : "too early\n");
}

// Of two timers, the first to come is ready and the second is not.
static void poll_two(void) {
    wasi_io_poll_own_pollable_t soon = wasi_clocks_monotonic_clock_subscribe_duration(1000000);
    wasi_io_poll_own_pollable_t late = wasi_clocks_monotonic_clock_subscribe_duration(3600ull * 1000000000);
    wasi_io_poll_borrow_pollable_t both[] = {wasi_io_poll_borrow_pollable(late), wasi_io_poll_borrow_pollable(soon)};
    wasi_io_poll_list_borrow_pollable_t list = {both, 2};
    probe_list_u32_t ready;
    wasi_io_poll_poll(&list, &ready);
    say(ready.len == 1 && ready.ptr[0] == 1 ? "the first\n" : "another\n");
}

static void poll_none(void) {
    wasi_io_poll_list_borrow_pollable_t list = {0, 0};
    probe_list_u32_t ready;
    wasi_io_poll_poll(&list, &ready);
    say("returned\n");
}

static void random_bytes(probe_string_t count) {
    probe_list_u8_t bytes;
    wasi_random_random_get_random_bytes(number_of(count), &bytes);
    static const char hex[] = "0123456789abcdef";
    for (size_t at = 0; at < bytes.len; at++) put((char[]){hex[bytes.ptr[at] >> 4], hex[bytes.ptr[at] & 15]}, 2);
    say("\n");
}

static void insecure_seed(void) {
    probe_tuple2_u64_u64_t seed;
    wasi_random_insecure_seed_insecure_seed(&seed);
    say_number(seed.f0);
    say(" ");
    say_number(seed.f1);
    say("\n");
}

static void check_write(void) {
    wasi_io_streams_own_output_stream_t out = wasi_cli_stdout_get_stdout();
    uint64_t allowed;
    wasi_io_streams_stream_error_t error;
    bool open = wasi_io_streams_method_output_stream_check_write(wasi_io_streams_borrow_output_stream(out), &allowed, &error);
    wasi_io_streams_output_stream_drop_own(out);
    say(!open ? "closed\n" : allowed > 0 ? "open\n" : "full\n");
}

// Writes more than check-write allowed: that must trap.
static void overwrite(void) {
    wasi_io_streams_own_output_stream_t out = wasi_cli_stdout_get_stdout();
    uint64_t allowed;
    wasi_io_streams_stream_error_t error;
    wasi_io_streams_method_output_stream_check_write(wasi_io_streams_borrow_output_stream(out), &allowed, &error);
    probe_list_u8_t list = {malloc(allowed + 1), allowed + 1};
    wasi_io_streams_method_output_stream_write(wasi_io_streams_borrow_output_stream(out), &list, &error);
}

static uint32_t dive(uint32_t depth) {
    volatile uint8_t frame[64];
    frame[depth % 64] = (uint8_t)depth;
    return depth == UINT32_MAX ? 0 : dive(depth + 1) + frame[depth % 64];
}

static void hog(void) {
    // Memory that cannot be had is answered with -1, never with a trap.
    uint64_t pages = __builtin_wasm_memory_size(0);
    while (pages < 65536 && __builtin_wasm_memory_grow(0, 256) != (size_t)-1) pages += 256;
    say("stopped at ");
    say_number(pages);
    say("\n");
}

static void handles(void) {
    for (;;) wasi_clocks_monotonic_clock_subscribe_duration(1);
}

static void flood(void) {
    static char block[4096];
    memset(block, 'x', sizeof block);
    for (;;) put(block, sizeof block);
}

bool exports_wasi_cli_run_run(void) {
    probe_list_string_t args;
    wasi_cli_environment_get_arguments(&args);
    // Hosts give the name of the program as the first argument, or do not: the verb is the first word that begins with ':'.
    size_t at = 0;
    while (at < args.len && (args.ptr[at].len == 0 || args.ptr[at].ptr[0] != ':')) at++;
    for (; at < args.len; at++) {
        probe_string_t verb = args.ptr[at];
        size_t left = args.len - at - 1;
#define VERB(name, words) else if (is(verb, ":" name) && left >= words)
#define WORD args.ptr[++at]
        if (is(verb, ":ok")) return true;
        VERB("fail", 0) return false;
        VERB("say", 1) { say_string(WORD); say("\n"); }
        VERB("say-error", 1) {
            wasi_io_streams_own_output_stream_t out = wasi_cli_stderr_get_stderr();
            probe_string_t text = WORD;
            write_all(out, text.ptr, text.len);
            write_all(out, "\n", 1);
            wasi_io_streams_output_stream_drop_own(out);
        }
        VERB("trap", 0) __builtin_trap();
        VERB("exit-ok", 0) { wasi_cli_exit_result_void_void_t status = {false}; wasi_cli_exit_exit(&status); }
        VERB("exit-fail", 0) { wasi_cli_exit_result_void_void_t status = {true}; wasi_cli_exit_exit(&status); }
        VERB("cat", 0) cat();
        VERB("count", 0) { say_number(left); say("\n"); at = args.len; }
        VERB("echo", 0) { while (at + 1 < args.len) { say("["); say_string(WORD); say("]"); } say("\n"); }
        VERB("environment", 0) environment();
        VERB("monotonic", 0) monotonic();
        VERB("wall", 0) wall();
        VERB("wall-exact", 0) wall_exact();
        VERB("wait", 1) wait(WORD);
        VERB("poll-two", 0) poll_two();
        VERB("poll-none", 0) poll_none();
        VERB("random", 1) random_bytes(WORD);
        VERB("insecure-seed", 0) insecure_seed();
        VERB("check-write", 0) check_write();
        VERB("overwrite", 0) overwrite();
        VERB("preopens", 0) fs_preopens();
        VERB("read", 1) fs_read(WORD);
        VERB("stream", 2) { probe_string_t path = WORD; fs_stream(path, WORD); }
        VERB("write", 2) { probe_string_t path = WORD; fs_write(path, WORD, 0); }
        VERB("create", 2) { probe_string_t path = WORD; fs_write(path, WORD, CREATE); }
        VERB("create-new", 2) { probe_string_t path = WORD; fs_write(path, WORD, CREATE | EXCLUSIVE); }
        VERB("truncate", 2) { probe_string_t path = WORD; fs_write(path, WORD, TRUNCATE); }
        VERB("append", 2) { probe_string_t path = WORD; fs_append(path, WORD); }
        VERB("list", 1) fs_list(WORD, true);
        VERB("list-order", 1) fs_list(WORD, false);
        VERB("times", 1) fs_times(WORD);
        VERB("open-many", 1) fs_open_many(WORD);
        VERB("stat", 1) fs_stat(WORD, true);
        VERB("lstat", 1) fs_stat(WORD, false);
        VERB("flags", 0) fs_flags();
        VERB("mkdir", 1) fs_mkdir(WORD);
        VERB("rmdir", 1) fs_rmdir(WORD);
        VERB("unlink", 1) fs_unlink(WORD);
        VERB("symlink", 2) { probe_string_t target = WORD; fs_symlink(target, WORD); }
        VERB("readlink", 1) fs_readlink(WORD);
        VERB("rename", 2) { probe_string_t from = WORD; fs_rename(from, WORD); }
        VERB("link", 2) { probe_string_t from = WORD; fs_link(from, WORD); }
        VERB("resize", 2) { probe_string_t path = WORD; fs_resize(path, WORD); }
        VERB("spin", 0) for (volatile int forever = 1; forever;) {}
        VERB("dive", 0) { say_number(dive(0)); }
        VERB("hog", 0) hog();
        VERB("flood", 0) flood();
        VERB("handles", 0) handles();
        // A handle that was never given: every use of one must trap.
        VERB("forge", 0) { wasi_io_poll_borrow_pollable_t forged = {1 << 20}; wasi_io_poll_method_pollable_ready(forged); }
        VERB("drop-twice", 0) {
            wasi_io_poll_own_pollable_t once = wasi_clocks_monotonic_clock_subscribe_duration(1);
            wasi_io_poll_pollable_drop_own(once);
            wasi_io_poll_pollable_drop_own(once);
        }
        // A stream's handle where one of a pollable is expected.
        VERB("confuse", 0) { wasi_io_poll_borrow_pollable_t other = {wasi_cli_stdin_get_stdin().__handle}; wasi_io_poll_method_pollable_ready(other); }
        else return false;
    }
    return true;
}
