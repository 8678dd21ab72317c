// A handler of HTTP requests for tests: each path is one thing that a good, a careless or a hostile handler does.
#include "handler.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef wasi_http_types_own_outgoing_response_t response_t;
typedef wasi_http_types_own_response_outparam_t outparam_t;
typedef wasi_http_types_own_output_stream_t stream_t;
typedef wasi_http_types_own_outgoing_body_t body_t;

static handler_string_t text(const char *from) {
  handler_string_t made;
  handler_string_dup(&made, from);
  return made;
}

static void append(wasi_http_types_own_fields_t fields, const char *name, const char *value) {
  handler_string_t key = text(name);
  wasi_http_types_field_value_t octets = {(uint8_t *)value, strlen(value)};
  wasi_http_types_header_error_t error;
  wasi_http_types_method_fields_append(wasi_http_types_borrow_fields(fields), &key, &octets, &error);
}

static wasi_http_types_own_fields_t plain(void) {
  wasi_http_types_own_fields_t fields = wasi_http_types_constructor_fields();
  append(fields, "content-type", "text/plain");
  return fields;
}

static body_t set(outparam_t out, uint16_t status, wasi_http_types_own_fields_t fields) {
  response_t response = wasi_http_types_constructor_outgoing_response(fields);
  wasi_http_types_method_outgoing_response_set_status_code(wasi_http_types_borrow_outgoing_response(response), status);
  body_t body;
  wasi_http_types_method_outgoing_response_body(wasi_http_types_borrow_outgoing_response(response), &body);
  wasi_http_types_result_own_outgoing_response_error_code_t answer = {.is_err = false, .val.ok = response};
  wasi_http_types_static_response_outparam_set(out, &answer);
  return body;
}

static stream_t stream_of(body_t body) {
  stream_t stream;
  wasi_http_types_method_outgoing_body_write(wasi_http_types_borrow_outgoing_body(body), &stream);
  return stream;
}

static bool write(stream_t stream, const uint8_t *bytes, size_t count) {
  while (count > 0) {
    size_t step = count < 4096 ? count : 4096;
    handler_list_u8_t chunk = {(uint8_t *)bytes, step};
    wasi_io_streams_stream_error_t error;
    if (!wasi_io_streams_method_output_stream_blocking_write_and_flush(wasi_io_streams_borrow_output_stream(stream), &chunk, &error)) return false;
    bytes += step;
    count -= step;
  }
  return true;
}

static void finish(body_t body, stream_t stream, wasi_http_types_own_trailers_t *trailers) {
  wasi_io_streams_output_stream_drop_own(stream);
  wasi_http_types_error_code_t error;
  wasi_http_types_static_outgoing_body_finish(body, trailers, &error);
}

static void answer(outparam_t out, uint16_t status, const char *words) {
  body_t body = set(out, status, plain());
  stream_t stream = stream_of(body);
  write(stream, (const uint8_t *)words, strlen(words));
  finish(body, stream, NULL);
}

static void sleep_ms(uint64_t time) {
  wasi_clocks_monotonic_clock_own_pollable_t pollable = wasi_clocks_monotonic_clock_subscribe_duration(time * 1000000);
  wasi_io_poll_method_pollable_block(wasi_io_poll_borrow_pollable(pollable));
  wasi_io_poll_pollable_drop_own(pollable);
}

// Sends every piece of the request back as it comes, and its trailers after it.
static void echo(wasi_http_types_own_incoming_request_t request, outparam_t out) {
  wasi_http_types_own_incoming_body_t incoming;
  wasi_http_types_method_incoming_request_consume(wasi_http_types_borrow_incoming_request(request), &incoming);
  wasi_http_types_own_input_stream_t input;
  wasi_http_types_method_incoming_body_stream(wasi_http_types_borrow_incoming_body(incoming), &input);
  body_t body = set(out, 200, plain());
  stream_t stream = stream_of(body);
  handler_list_u8_t chunk;
  wasi_io_streams_stream_error_t error;
  while (wasi_io_streams_method_input_stream_blocking_read(wasi_io_streams_borrow_input_stream(input), 65536, &chunk, &error)) {
    bool is_written = write(stream, chunk.ptr, chunk.len);
    handler_list_u8_free(&chunk);
    if (!is_written) break;
  }
  wasi_io_streams_input_stream_drop_own(input);
  wasi_http_types_own_future_trailers_t future = wasi_http_types_static_incoming_body_finish(incoming);
  wasi_io_poll_own_pollable_t ready = wasi_http_types_method_future_trailers_subscribe(wasi_http_types_borrow_future_trailers(future));
  wasi_io_poll_method_pollable_block(wasi_io_poll_borrow_pollable(ready));
  wasi_io_poll_pollable_drop_own(ready);
  wasi_http_types_result_result_option_own_trailers_error_code_void_t got;
  wasi_http_types_own_trailers_t trailers;
  bool has_trailers = wasi_http_types_method_future_trailers_get(wasi_http_types_borrow_future_trailers(future), &got)
    && !got.is_err && !got.val.ok.is_err && got.val.ok.val.ok.is_some;
  if (has_trailers) {
    trailers = wasi_http_types_method_fields_clone(wasi_http_types_borrow_fields(got.val.ok.val.ok.val));
    wasi_http_types_fields_drop_own(got.val.ok.val.ok.val);
  }
  wasi_http_types_future_trailers_drop_own(future);
  finish(body, stream, has_trailers ? &trailers : NULL);
}

// Tells what it was asked: method, path, scheme, authority, fields.
static void tell(wasi_http_types_own_incoming_request_t request, outparam_t out) {
  body_t body = set(out, 200, plain());
  stream_t stream = stream_of(body);
  handler_string_t part;
  if (wasi_http_types_method_incoming_request_path_with_query(wasi_http_types_borrow_incoming_request(request), &part)) {
    write(stream, part.ptr, part.len);
    write(stream, (const uint8_t *)"\n", 1);
  }
  if (wasi_http_types_method_incoming_request_authority(wasi_http_types_borrow_incoming_request(request), &part)) {
    write(stream, part.ptr, part.len);
    write(stream, (const uint8_t *)"\n", 1);
  }
  wasi_http_types_own_headers_t headers = wasi_http_types_method_incoming_request_headers(wasi_http_types_borrow_incoming_request(request));
  wasi_http_types_list_tuple2_field_name_field_value_t entries;
  wasi_http_types_method_fields_entries(wasi_http_types_borrow_fields(headers), &entries);
  for (size_t i = 0; i < entries.len; i++) {
    write(stream, entries.ptr[i].f0.ptr, entries.ptr[i].f0.len);
    write(stream, (const uint8_t *)"=", 1);
    write(stream, entries.ptr[i].f1.ptr, entries.ptr[i].f1.len);
    write(stream, (const uint8_t *)"\n", 1);
  }
  wasi_http_types_fields_drop_own(headers);
  finish(body, stream, NULL);
}

// GET of what follows in the path, by http: `/get/127.0.0.1:80/x`; the answer is passed on, a refusal is told.
static void get(outparam_t out, const char *target, size_t length) {
  const char *slash = memchr(target, '/', length);
  size_t host = slash ? (size_t)(slash - target) : length;
  wasi_http_types_own_outgoing_request_t request = wasi_http_types_constructor_outgoing_request(wasi_http_types_constructor_fields());
  wasi_http_types_scheme_t scheme = {.tag = WASI_HTTP_TYPES_SCHEME_HTTP};
  handler_string_t authority = {(uint8_t *)target, host}, path = {(uint8_t *)target + host, length - host};
  wasi_http_types_method_outgoing_request_set_scheme(wasi_http_types_borrow_outgoing_request(request), &scheme);
  wasi_http_types_method_outgoing_request_set_authority(wasi_http_types_borrow_outgoing_request(request), &authority);
  if (path.len > 0) wasi_http_types_method_outgoing_request_set_path_with_query(wasi_http_types_borrow_outgoing_request(request), &path);
  wasi_http_outgoing_handler_own_future_incoming_response_t future;
  wasi_http_outgoing_handler_error_code_t error;
  if (!wasi_http_outgoing_handler_handle(request, NULL, &future, &error)) {
    answer(out, 403, error.tag == WASI_HTTP_TYPES_ERROR_CODE_HTTP_REQUEST_DENIED ? "denied\n" : "refused\n");
    return;
  }
  wasi_io_poll_own_pollable_t ready = wasi_http_types_method_future_incoming_response_subscribe(wasi_http_types_borrow_future_incoming_response(future));
  wasi_io_poll_method_pollable_block(wasi_io_poll_borrow_pollable(ready));
  wasi_io_poll_pollable_drop_own(ready);
  wasi_http_types_result_result_own_incoming_response_error_code_void_t got;
  wasi_http_types_method_future_incoming_response_get(wasi_http_types_borrow_future_incoming_response(future), &got);
  if (got.is_err || got.val.ok.is_err) { answer(out, 502, "failed\n"); return; }
  wasi_http_types_own_incoming_response_t response = got.val.ok.val.ok;
  body_t body = set(out, wasi_http_types_method_incoming_response_status(wasi_http_types_borrow_incoming_response(response)), plain());
  stream_t stream = stream_of(body);
  wasi_http_types_own_incoming_body_t incoming;
  wasi_http_types_method_incoming_response_consume(wasi_http_types_borrow_incoming_response(response), &incoming);
  wasi_http_types_own_input_stream_t input;
  wasi_http_types_method_incoming_body_stream(wasi_http_types_borrow_incoming_body(incoming), &input);
  handler_list_u8_t chunk;
  wasi_io_streams_stream_error_t broken;
  while (wasi_io_streams_method_input_stream_blocking_read(wasi_io_streams_borrow_input_stream(input), 65536, &chunk, &broken)) {
    write(stream, chunk.ptr, chunk.len);
    handler_list_u8_free(&chunk);
  }
  wasi_io_streams_input_stream_drop_own(input);
  wasi_http_types_incoming_body_drop_own(incoming);
  wasi_http_types_incoming_response_drop_own(response);
  wasi_http_types_future_incoming_response_drop_own(future);
  finish(body, stream, NULL);
}

static int dive(int depth) { volatile char frame[256]; frame[depth & 255] = 1; return dive(depth + 1) + frame[0]; }

static char memory_of_before[16];

void exports_wasi_http_incoming_handler_handle(wasi_http_types_own_incoming_request_t request, outparam_t out) {
  handler_string_t target;
  if (!wasi_http_types_method_incoming_request_path_with_query(wasi_http_types_borrow_incoming_request(request), &target)) { answer(out, 400, "no path\n"); return; }
#define IS(word) (target.len == sizeof(word) - 1 && memcmp(target.ptr, word, sizeof(word) - 1) == 0)
#define BEGINS(word) (target.len >= sizeof(word) - 1 && memcmp(target.ptr, word, sizeof(word) - 1) == 0)
  if (IS("/hello")) answer(out, 200, "hello\n");
  else if (IS("/echo")) echo(request, out);
  else if (BEGINS("/tell")) tell(request, out);
  else if (BEGINS("/get/")) get(out, (const char *)target.ptr + 5, target.len - 5);
  else if (IS("/once")) {
    // Whether anything of an earlier request is left.
    answer(out, 200, memory_of_before[0] == 0 ? "new\n" : "used\n");
    memory_of_before[0] = 1;
    char *heap = malloc(300000);
    memset(heap, 7, 300000);
  }
  else if (IS("/left")) {
    // Looks for what the heap of an earlier request held.
    char *heap = malloc(300000);
    int found = 0;
    for (int i = 64; i < 300000; i++) found |= heap[i] == 7;
    answer(out, 200, found ? "found\n" : "clean\n");
  }
  else if (IS("/trap")) __builtin_trap();
  else if (IS("/late-trap")) { body_t body = set(out, 200, plain()); stream_t stream = stream_of(body); write(stream, (const uint8_t *)"part", 4); sleep_ms(20); __builtin_trap(); }
  else if (IS("/spin")) for (volatile int i = 0;; i++) { }
  else if (IS("/sleep")) { sleep_ms(3600000); answer(out, 200, "slept\n"); }
  else if (IS("/hog")) { for (;;) { if (__builtin_wasm_memory_grow(0, 256) == (size_t)-1) __builtin_trap(); } }
  else if (IS("/dive")) answer(out, 200 + (dive(0) & 1), "back\n");
  else if (IS("/none")) { }
  else if (IS("/drop")) { wasi_http_types_response_outparam_drop_own(out); sleep_ms(200); }
  else if (IS("/error")) {
    wasi_http_types_result_own_outgoing_response_error_code_t failure = {.is_err = true, .val.err = {.tag = WASI_HTTP_TYPES_ERROR_CODE_LOOP_DETECTED}};
    wasi_http_types_static_response_outparam_set(out, &failure);
  }
  else if (IS("/forever")) {
    static uint8_t block[4096];
    body_t body = set(out, 200, plain());
    stream_t stream = stream_of(body);
    while (write(stream, block, sizeof block)) { }
  }
  else if (IS("/unfinished")) { body_t body = set(out, 200, plain()); stream_t stream = stream_of(body); write(stream, (const uint8_t *)"part", 4); wasi_io_streams_output_stream_drop_own(stream); }
  else if (IS("/short")) { wasi_http_types_own_fields_t fields = plain(); append(fields, "content-length", "10"); body_t body = set(out, 200, fields); stream_t stream = stream_of(body); write(stream, (const uint8_t *)"four", 4); finish(body, stream, NULL); }
  else if (IS("/long")) { wasi_http_types_own_fields_t fields = plain(); append(fields, "content-length", "2"); body_t body = set(out, 200, fields); stream_t stream = stream_of(body); write(stream, (const uint8_t *)"four", 4); finish(body, stream, NULL); }
  else if (IS("/lengths")) { wasi_http_types_own_fields_t fields = plain(); append(fields, "content-length", "2"); append(fields, "content-length", "4"); body_t body = set(out, 200, fields); stream_t stream = stream_of(body); write(stream, (const uint8_t *)"four", 4); finish(body, stream, NULL); }
  else if (IS("/status")) { body_t body = set(out, 101, plain()); stream_t stream = stream_of(body); finish(body, stream, NULL); }
  else if (IS("/empty")) { body_t body = set(out, 204, wasi_http_types_constructor_fields()); stream_t stream = stream_of(body); write(stream, (const uint8_t *)"not to be sent", 14); finish(body, stream, NULL); }
  else if (IS("/trailers")) {
    body_t body = set(out, 200, plain());
    stream_t stream = stream_of(body);
    write(stream, (const uint8_t *)"body\n", 5);
    wasi_http_types_own_trailers_t trailers = wasi_http_types_constructor_fields();
    append(trailers, "x-sum", "42");
    finish(body, stream, &trailers);
  }
  else if (IS("/events")) {
    body_t body = set(out, 200, plain());
    stream_t stream = stream_of(body);
    for (int i = 0; i < 3; i++) { write(stream, (const uint8_t *)"tick\n", 5); sleep_ms(300); }
    finish(body, stream, NULL);
  }
  else if (IS("/after")) { answer(out, 200, "answered\n"); sleep_ms(400); }
  else if (IS("/fields")) {
    wasi_http_types_own_fields_t fields = plain();
    for (int i = 0; i < 40000; i++) append(fields, "x-many", "0123456789012345678901234567890123456789");
    answer(out, 200, "built\n");
  }
  else if (IS("/handles")) { for (;;) wasi_http_types_constructor_fields(); }
  else answer(out, 404, "no such path\n");
}
