// Leaves in the host what it can during one request (`/leave`), and looks in another (`/look/PORT?TOKEN`) whether any of
// it is still there. What it finds it tells line by line; nothing must depend on the requests before.
#include "handler.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static char said[2048];
static int requests;

static void say(const char *words, size_t length) {
  size_t at = strlen(said);
  if (at + length < sizeof said) memcpy(said + at, words, length);
}

static void tell(const char *what, int64_t number) {
  char digits[24], *at = digits + sizeof digits;
  uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
  do *--at = (char)('0' + rest % 10); while (rest /= 10);
  if (number < 0) *--at = '-';
  say(what, strlen(what));
  say(" ", 1);
  say(at, (size_t)(digits + sizeof digits - at));
  say("\n", 1);
}

static void answer(wasi_http_types_own_response_outparam_t out) {
  wasi_http_types_own_outgoing_response_t response = wasi_http_types_constructor_outgoing_response(wasi_http_types_constructor_fields());
  wasi_http_types_own_outgoing_body_t body;
  wasi_http_types_method_outgoing_response_body(wasi_http_types_borrow_outgoing_response(response), &body);
  wasi_http_types_result_own_outgoing_response_error_code_t set = {.is_err = false, .val.ok = response};
  wasi_http_types_static_response_outparam_set(out, &set);
  wasi_http_types_own_output_stream_t stream;
  wasi_http_types_method_outgoing_body_write(wasi_http_types_borrow_outgoing_body(body), &stream);
  handler_list_u8_t bytes = {(uint8_t *)said, strlen(said)};
  wasi_io_streams_stream_error_t broken;
  wasi_io_streams_method_output_stream_blocking_write_and_flush(wasi_io_streams_borrow_output_stream(stream), &bytes, &broken);
  wasi_io_streams_output_stream_drop_own(stream);
  wasi_http_types_error_code_t error;
  wasi_http_types_static_outgoing_body_finish(body, NULL, &error);
}

// Whether a connection to 127.0.0.1 is let through: 1 if it is, else the code of the error.
static int connect_to(int port) {
  wasi_sockets_tcp_own_tcp_socket_t socket;
  wasi_sockets_network_error_code_t error;
  if (!wasi_sockets_tcp_create_socket_create_tcp_socket(WASI_SOCKETS_NETWORK_IP_ADDRESS_FAMILY_IPV4, &socket, &error)) return 100 + error;
  wasi_sockets_network_own_network_t network = wasi_sockets_instance_network_instance_network();
  wasi_sockets_network_ip_socket_address_t to = {.tag = WASI_SOCKETS_NETWORK_IP_SOCKET_ADDRESS_IPV4};
  to.val.ipv4.port = (uint16_t)port;
  to.val.ipv4.address.f0 = 127;
  to.val.ipv4.address.f3 = 1;
  bool is_let = wasi_sockets_tcp_method_tcp_socket_start_connect(
      wasi_sockets_tcp_borrow_tcp_socket(socket), wasi_sockets_network_borrow_network(network), &to, &error);
  return is_let ? -1 : error;
}

static void look_up(void) {
  handler_string_t name;
  handler_string_dup(&name, "localhost");
  wasi_sockets_ip_name_lookup_own_resolve_address_stream_t found;
  wasi_sockets_network_error_code_t error;
  wasi_sockets_network_own_network_t network = wasi_sockets_instance_network_instance_network();
  if (!wasi_sockets_ip_name_lookup_resolve_addresses(wasi_sockets_network_borrow_network(network), &name, &found, &error)) { tell("no name", error); return; }
  wasi_sockets_ip_name_lookup_own_pollable_t ready =
      wasi_sockets_ip_name_lookup_method_resolve_address_stream_subscribe(wasi_sockets_ip_name_lookup_borrow_resolve_address_stream(found));
  wasi_io_poll_method_pollable_block(wasi_io_poll_borrow_pollable(ready));
}

static void leave(int port) {
  handler_list_u8_t bytes = {(uint8_t *)"left behind", 11};
  sys_compose_blobs_digest_t digest;
  sys_compose_blobs_error_t refused;
  if (!sys_compose_blobs_put(&bytes, &digest, &refused)) tell("no blob", 0);
  look_up();
  tell("connect", connect_to(port));
  wasi_http_types_constructor_fields();
  wasi_clocks_monotonic_clock_subscribe_duration(1);
  handler_string_t id;
  handler_string_dup(&id, "key");
  std_secrets_secrets_secret_token_t token;
  std_secrets_secrets_secret_error_t error;
  if (!std_secrets_secrets_resolve(&id, &token, &error)) { tell("no token", error); return; }
  say("token ", 6);
  say((const char *)token.ptr, token.len);
  say("\n", 1);
}

static void look(int port, const char *given, size_t length) {
  sys_compose_blobs_list_digest_t digests;
  sys_compose_blobs_list_all(&digests);
  tell("blobs", (int64_t)digests.len);
  tell("connect", connect_to(port));
  tell("handle", wasi_http_types_constructor_fields().__handle);
  handler_tuple2_u64_u64_t seed;
  wasi_random_insecure_seed_insecure_seed(&seed);
  tell("seed", (int64_t)(seed.f0 ^ seed.f1));
  tell("milliseconds", (int64_t)(wasi_clocks_monotonic_clock_now() / 1000000));
  std_secrets_secrets_secret_token_t token = {(uint8_t *)given, length};
  std_secrets_secrets_secret_error_t error;
  bool is_valid = false;
  if (std_secrets_secrets_validate_token(&token, &is_valid, &error)) tell("token", is_valid);
  else tell("no token", error);
}

void exports_wasi_http_incoming_handler_handle(wasi_http_types_own_incoming_request_t request, wasi_http_types_own_response_outparam_t out) {
  handler_string_t target;
  if (!wasi_http_types_method_incoming_request_path_with_query(wasi_http_types_borrow_incoming_request(request), &target)) __builtin_trap();
  char path[512] = {0};
  memcpy(path, target.ptr, target.len < sizeof path - 1 ? target.len : sizeof path - 1);
  memset(said, 0, sizeof said);
  tell("requests", ++requests);
  if (strncmp(path, "/leave/", 7) == 0) leave(atoi(path + 7));
  else if (strncmp(path, "/look/", 6) == 0) {
    char *query = strchr(path, '?');
    look(atoi(path + 6), query ? query + 1 : "", query ? strlen(query + 1) : 0);
  }
  answer(out);
}
