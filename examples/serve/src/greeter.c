// Answers `GET /NAME` with a greeting, and counts what it was asked: always 1, because every request gets an instance
// of its own.
#include "web.h"
#include <stdio.h>
#include <string.h>

static int requests;

void exports_wasi_http_incoming_handler_handle(wasi_http_types_own_incoming_request_t request, wasi_http_types_own_response_outparam_t out) {
  web_string_t path = {(uint8_t *)"/", 1};
  wasi_http_types_method_incoming_request_path_with_query(wasi_http_types_borrow_incoming_request(request), &path);
  wasi_http_types_incoming_request_drop_own(request);

  wasi_http_types_own_fields_t fields = wasi_http_types_constructor_fields();
  web_string_t name;
  web_string_dup(&name, "content-type");
  wasi_http_types_field_value_t value = {(uint8_t *)"text/plain; charset=utf-8", 25};
  wasi_http_types_header_error_t refused;
  wasi_http_types_method_fields_append(wasi_http_types_borrow_fields(fields), &name, &value, &refused);

  wasi_http_types_own_outgoing_response_t response = wasi_http_types_constructor_outgoing_response(fields);
  wasi_http_types_own_outgoing_body_t body;
  wasi_http_types_method_outgoing_response_body(wasi_http_types_borrow_outgoing_response(response), &body);
  wasi_http_types_result_own_outgoing_response_error_code_t answer = {.is_err = false, .val.ok = response};
  wasi_http_types_static_response_outparam_set(out, &answer);

  char text[256];
  int length = path.len > 1
    ? snprintf(text, sizeof text, "Good day, %.*s! (request %d)\n", (int)(path.len - 1 < 200 ? path.len - 1 : 200), (char *)path.ptr + 1, ++requests)
    : snprintf(text, sizeof text, "Whom shall I greet? (request %d)\n", ++requests);
  wasi_http_types_own_output_stream_t stream;
  wasi_http_types_method_outgoing_body_write(wasi_http_types_borrow_outgoing_body(body), &stream);
  web_list_u8_t bytes = {(uint8_t *)text, (size_t)length};
  wasi_io_streams_stream_error_t failed;
  wasi_io_streams_method_output_stream_blocking_write_and_flush(wasi_io_streams_borrow_output_stream(stream), &bytes, &failed);
  wasi_io_streams_output_stream_drop_own(stream);
  wasi_http_types_error_code_t error;
  wasi_http_types_static_outgoing_body_finish(body, NULL, &error);
}
