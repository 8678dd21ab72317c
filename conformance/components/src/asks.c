// Prints what its two neighbours were given, and how many variables it has itself.
#include "asks.h"

static void say(asks_string_t text) {
    wasi_io_streams_own_output_stream_t out = wasi_cli_stdout_get_stdout();
    asks_list_u8_t bytes = {text.ptr, text.len};
    wasi_io_streams_stream_error_t error;
    wasi_io_streams_method_output_stream_blocking_write_and_flush(wasi_io_streams_borrow_output_stream(out), &bytes, &error);
    wasi_io_streams_output_stream_drop_own(out);
}

static void say_letter(uint8_t letter) {
    say((asks_string_t){&letter, 1});
}

bool exports_wasi_cli_run_run(void) {
    asks_string_t text;
    conformance_tests_teller_a_tell(&text);
    say(text);
    say_letter(' ');
    conformance_tests_teller_b_tell(&text);
    say(text);
    asks_list_tuple2_string_string_t own;
    wasi_cli_environment_get_environment(&own);
    say_letter(' ');
    say_letter('0' + own.len % 10);
    say_letter('\n');
    return true;
}
