// A command that asks for secrets, journals, metrics, attestations, configuration, stores, logs, peers and names, as its
// arguments say, and prints what came of it: one line for each thing it was asked. It prints no token and, but for
// `:reveal`, no value of a secret.
#include "warden.h"
#define probe_string_t warden_string_t
#define probe_list_u8_t warden_list_u8_t
#include "say.h"
#include "vault.h"

typedef warden_string_t text_t;
typedef warden_list_u8_t bytes_t;

static bytes_t bytes_of(text_t text) { return (bytes_t){text.ptr, text.len}; }

static void say_line(const char *text) { say(text); say("\n"); }

static void say_error(const char *name) { say("error "); say_line(name); }

static void say_hex(bytes_t bytes) {
    static const char hex[] = "0123456789abcdef";
    for (size_t at = 0; at < bytes.len; at++) put((char[]){hex[bytes.ptr[at] >> 4], hex[bytes.ptr[at] & 15]}, 2);
    say("\n");
}

static uint8_t digit(uint8_t letter) { return letter <= '9' ? letter - '0' : letter - 'a' + 10; }

static bytes_t from_hex(text_t text) {
    bytes_t made = {malloc(text.len / 2), text.len / 2};
    for (size_t at = 0; at < made.len; at++) made.ptr[at] = digit(text.ptr[2 * at]) << 4 | digit(text.ptr[2 * at + 1]);
    return made;
}

// --- secrets

#define SECRET(call) if (!(call)) { say_error(secret_errors[error]); return; }
#define TOKEN text_t token; uint8_t error; SECRET(std_secrets_secrets_resolve(&name, &token, &error))

static void names(void) {
    warden_list_string_t list;
    uint8_t error;
    SECRET(std_secrets_secrets_list_secrets(&list, &error))
    for (size_t at = 0; at < list.len; at++) { say(at ? " " : ""); say_string(list.ptr[at]); }
    say("\n");
}

static void token_form(text_t name) {
    TOKEN
    bool right = token.len == 67 && memcmp(token.ptr, "st_", 3) == 0;
    for (size_t at = 3; right && at < token.len; at++) right = (token.ptr[at] >= '0' && token.ptr[at] <= '9') || (token.ptr[at] >= 'a' && token.ptr[at] <= 'f');
    bool valid = false;
    SECRET(std_secrets_secrets_validate_token(&token, &valid, &error))
    say(right ? "formed" : "odd");
    say_line(valid ? ", valid" : ", not valid");
}

static void hmac(text_t name, text_t message) {
    TOKEN
    bytes_t data = bytes_of(message), made;
    SECRET(std_secrets_mac_hmac(&token, &data, &made, &error))
    say_hex(made);
}

static void sign(text_t name, text_t message) {
    TOKEN
    bytes_t data = bytes_of(message), made;
    SECRET(std_secrets_signing_sign(&token, &data, &made, &error))
    say_hex(made);
}

static void verify(text_t name, text_t message) {
    TOKEN
    bytes_t data = bytes_of(message), made;
    bool valid;
    SECRET(std_secrets_signing_sign(&token, &data, &made, &error))
    SECRET(std_secrets_signing_verify(&token, &data, &made, &valid, &error))
    say(valid ? "valid" : "not valid");
    data.ptr[0] ^= 1;
    SECRET(std_secrets_signing_verify(&token, &data, &made, &valid, &error))
    say_line(valid ? ", another valid" : ", another not");
}

static void encrypt(text_t name, text_t message) {
    TOKEN
    bytes_t data = bytes_of(message), associated = {(uint8_t *)"a", 1}, made, back;
    SECRET(std_secrets_encryption_encrypt(&token, &data, &associated, &made, &error))
    say_number(made.len);
    SECRET(std_secrets_encryption_decrypt(&token, &made, &associated, &back, &error))
    say(back.len == data.len && memcmp(back.ptr, data.ptr, back.len) == 0 ? " same" : " different");
    made.ptr[made.len - 1] ^= 1;
    say_line(std_secrets_encryption_decrypt(&token, &made, &associated, &back, &error) ? ", a changed one too" : ", a changed one refused");
}

static void decrypt(text_t name, text_t hex) {
    TOKEN
    bytes_t data = from_hex(hex), associated = {(uint8_t *)"a", 1}, back;
    SECRET(std_secrets_encryption_decrypt(&token, &data, &associated, &back, &error))
    put(back.ptr, back.len);
    say("\n");
}

static void reveal(text_t name) {
    TOKEN
    bytes_t value;
    SECRET(std_secrets_reveal_get_value(&token, &value, &error))
    put(value.ptr, value.len);
    say("\n");
}

static void placeholder(text_t name) {
    TOKEN
    text_t given;
    SECRET(std_secrets_bearer_placeholder(&token, &given, &error))
    say_line("given");
}

static void metadata(text_t name) {
    TOKEN
    std_secrets_secrets_secret_metadata_t about;
    SECRET(std_secrets_secrets_get_metadata(&token, &about, &error))
    say_string(about.id);
    say(" ");
    say_string(about.backend);
    say("\n");
}

// What is no token any more, and what never was one.
static void revoke(text_t name) {
    TOKEN
    bytes_t data = {(uint8_t *)"m", 1}, made;
    SECRET(std_secrets_secrets_revoke_token(&token, &error))
    SECRET(std_secrets_mac_hmac(&token, &data, &made, &error))
    say_line("still used");
}

static void forge(void) {
    text_t token = {(uint8_t *)"st_0000000000000000000000000000000000000000000000000000000000000007", 67};
    bytes_t data = {(uint8_t *)"m", 1}, made;
    uint8_t error;
    SECRET(std_secrets_mac_hmac(&token, &data, &made, &error))
    say_line("used");
}

static void cut(text_t name) {
    TOKEN
    bytes_t data = {(uint8_t *)"m", 1}, made;
    token.len--;
    SECRET(std_secrets_mac_hmac(&token, &data, &made, &error))
    say_line("used");
}

// --- journal, metrics, attestation

static void record(text_t outcome) {
    static const char *const errors[] = {"access-denied", "too-large", "journal-failed"};
    warden_list_tuple2_string_string_t none = {NULL, 0};
    uint8_t error;
    if (std_audit_journal_record_event(STD_AUDIT_JOURNAL_SEVERITY_INFO, &outcome, &none, &error)) say_line("recorded");
    else say_error(errors[error]);
}

static void count(text_t name) {
    static const char *const errors[] = {"access-denied", "invalid-name", "too-large", "too-many"};
    std_metrics_metrics_value_t one = {.tag = STD_METRICS_METRICS_VALUE_COUNTER, .val.counter = 1};
    std_metrics_metrics_list_label_t none = {NULL, 0};
    uint8_t error;
    if (std_metrics_metrics_record_metric(&name, &one, &none, &error)) say_line("counted");
    else say_error(errors[error]);
}

// A hundred series and one more.
static void count_many(void) {
    static const char *const errors[] = {"access-denied", "invalid-name", "too-large", "too-many"};
    std_metrics_metrics_value_t one = {.tag = STD_METRICS_METRICS_VALUE_COUNTER, .val.counter = 1};
    std_metrics_metrics_list_label_t none = {NULL, 0};
    for (int at = 0; at < 101; at++) {
        uint8_t name[] = {'m', 'a' + at / 10, 'a' + at % 10}, error;
        text_t text = {name, sizeof name};
        if (!std_metrics_metrics_record_metric(&text, &one, &none, &error)) { say_number(at); say(" "); say_error(errors[error]); return; }
    }
    say_line("no end");
}

static const char *const attest_errors[] = {"access-denied", "no-key", "too-large", "invalid-attestation", "backend-error"};

static void attest(text_t type) {
    warden_list_tuple2_string_string_t none = {NULL, 0};
    std_attest_attestation_verification_t verdict;
    bytes_t made;
    uint8_t error;
    if (!std_attest_attestation_attest(&type, &none, &made, &error)) { say_error(attest_errors[error]); return; }
    if (!std_attest_attestation_verify(&made, &verdict, &error)) { say_error(attest_errors[error]); return; }
    say(verdict.valid ? "valid " : "not valid ");
    say_string(verdict.instance);
    say(" ");
    say_string(verdict.claim_type);
    say("\n");
}

// --- configuration, stores, logs

static void config(text_t key) {
    warden_option_string_t value;
    wasi_config_store_error_t error;
    if (!wasi_config_store_get(&key, &value, &error)) { say_error(error.tag ? "io" : "upstream"); return; }
    if (value.is_some) { say_string(value.val); say("\n"); }
    else say_line("none");
}

static const char *const store_errors[] = {"no-such-store", "access-denied", "other"};

#define STORE(call) if (!(call)) { say_error(store_errors[error.tag]); return; }

static void store_set(text_t name, text_t key, text_t value) {
    wasi_keyvalue_store_own_bucket_t bucket;
    wasi_keyvalue_store_error_t error;
    bytes_t data = bytes_of(value);
    STORE(wasi_keyvalue_store_open(&name, &bucket, &error))
    STORE(wasi_keyvalue_store_method_bucket_set(wasi_keyvalue_store_borrow_bucket(bucket), &key, &data, &error))
    say_line("set");
}

static void store_get(text_t name, text_t key) {
    wasi_keyvalue_store_own_bucket_t bucket;
    wasi_keyvalue_store_error_t error;
    warden_option_list_u8_t value;
    STORE(wasi_keyvalue_store_open(&name, &bucket, &error))
    STORE(wasi_keyvalue_store_method_bucket_get(wasi_keyvalue_store_borrow_bucket(bucket), &key, &value, &error))
    if (value.is_some) { put(value.val.ptr, value.val.len); say("\n"); }
    else say_line("none");
}

// Sets a key again and again, and says each time that it is done.
static void store_count(text_t name, uint64_t times) {
    wasi_keyvalue_store_own_bucket_t bucket;
    wasi_keyvalue_store_error_t error;
    text_t key = {(uint8_t *)"count", 5};
    int64_t now;
    STORE(wasi_keyvalue_store_open(&name, &bucket, &error))
    while (times-- > 0) {
        STORE(wasi_keyvalue_atomics_increment(wasi_keyvalue_store_borrow_bucket(bucket), &key, 1, &now, &error))
        say_number(now);
        say("\n");
    }
}

// Sets, lets an hour pass, and sets again through the same handle.
static void store_later(text_t name, uint64_t milliseconds) {
    wasi_keyvalue_store_own_bucket_t bucket;
    wasi_keyvalue_store_error_t error;
    text_t key = {(uint8_t *)"k", 1};
    bytes_t data = {(uint8_t *)"v", 1};
    STORE(wasi_keyvalue_store_open(&name, &bucket, &error))
    STORE(wasi_keyvalue_store_method_bucket_set(wasi_keyvalue_store_borrow_bucket(bucket), &key, &data, &error))
    say("set, later ");
    wasi_io_poll_own_pollable_t timer = wasi_clocks_monotonic_clock_subscribe_duration(milliseconds * 1000000);
    wasi_io_poll_method_pollable_block(wasi_io_poll_borrow_pollable(timer));
    STORE(wasi_keyvalue_store_method_bucket_set(wasi_keyvalue_store_borrow_bucket(bucket), &key, &data, &error))
    say_line("set");
}

static void write_log(text_t message) {
    text_t context = {(uint8_t *)"warden", 6};
    wasi_logging_logging_log(WASI_LOGGING_LOGGING_LEVEL_INFO, &context, &message);
    say_line("logged");
}

// --- peers and names

static const char *const net_errors[] = {
    "unknown", "access-denied", "not-supported", "invalid-argument", "out-of-memory", "timeout", "concurrency-conflict",
    "not-in-progress", "would-block", "invalid-state", "new-socket-limit", "address-not-bindable", "address-in-use",
    "remote-unreachable", "connection-refused", "connection-reset", "connection-aborted", "datagram-too-large",
    "name-unresolvable", "temporary-resolver-failure", "permanent-resolver-failure"};

#define NET(call) if (!(call)) { say_error(net_errors[error]); return; }

static void connect(uint64_t port) {
    wasi_sockets_tcp_create_socket_own_tcp_socket_t socket;
    wasi_sockets_network_error_code_t error;
    wasi_sockets_tcp_tuple2_own_input_stream_own_output_stream_t streams;
    wasi_sockets_network_ip_socket_address_t peer = {.tag = WASI_SOCKETS_NETWORK_IP_SOCKET_ADDRESS_IPV4, .val.ipv4 = {.port = port, .address = {127, 0, 0, 1}}};
    NET(wasi_sockets_tcp_create_socket_create_tcp_socket(WASI_SOCKETS_NETWORK_IP_ADDRESS_FAMILY_IPV4, &socket, &error))
    wasi_sockets_network_own_network_t network = wasi_sockets_instance_network_instance_network();
    NET(wasi_sockets_tcp_method_tcp_socket_start_connect(wasi_sockets_tcp_borrow_tcp_socket(socket), wasi_sockets_network_borrow_network(network), &peer, &error))
    wasi_io_poll_own_pollable_t ready = wasi_sockets_tcp_method_tcp_socket_subscribe(wasi_sockets_tcp_borrow_tcp_socket(socket));
    wasi_io_poll_method_pollable_block(wasi_io_poll_borrow_pollable(ready));
    NET(wasi_sockets_tcp_method_tcp_socket_finish_connect(wasi_sockets_tcp_borrow_tcp_socket(socket), &streams, &error))
    say_line("connected");
}

static void lookup(text_t name) {
    wasi_sockets_ip_name_lookup_own_resolve_address_stream_t stream;
    wasi_sockets_ip_name_lookup_error_code_t error;
    wasi_sockets_ip_name_lookup_option_ip_address_t found;
    wasi_sockets_network_own_network_t network = wasi_sockets_instance_network_instance_network();
    NET(wasi_sockets_ip_name_lookup_resolve_addresses(wasi_sockets_network_borrow_network(network), &name, &stream, &error))
    wasi_io_poll_own_pollable_t ready = wasi_sockets_ip_name_lookup_method_resolve_address_stream_subscribe(wasi_sockets_ip_name_lookup_borrow_resolve_address_stream(stream));
    wasi_io_poll_method_pollable_block(wasi_io_poll_borrow_pollable(ready));
    NET(wasi_sockets_ip_name_lookup_method_resolve_address_stream_resolve_next_address(wasi_sockets_ip_name_lookup_borrow_resolve_address_stream(stream), &found, &error))
    say_line(found.is_some ? "found" : "nothing");
}

// A request of GET (or HEAD) / to an authority: whether it may leave at all.
static void fetch(text_t authority, bool head) {
    wasi_http_types_own_fields_t headers = wasi_http_types_constructor_fields();
    wasi_http_types_own_outgoing_request_t request = wasi_http_types_constructor_outgoing_request(headers);
    wasi_http_types_borrow_outgoing_request_t at = wasi_http_types_borrow_outgoing_request(request);
    wasi_http_types_scheme_t http = {.tag = WASI_HTTP_TYPES_SCHEME_HTTP};
    wasi_http_types_method_t method = {.tag = head ? WASI_HTTP_TYPES_METHOD_HEAD : WASI_HTTP_TYPES_METHOD_GET};
    wasi_http_types_method_outgoing_request_set_scheme(at, &http);
    wasi_http_types_method_outgoing_request_set_authority(at, &authority);
    wasi_http_types_method_outgoing_request_set_method(at, &method);
    wasi_http_outgoing_handler_own_future_incoming_response_t response;
    wasi_http_outgoing_handler_error_code_t error;
    if (!wasi_http_outgoing_handler_handle(request, NULL, &response, &error)) {
        say_error(error.tag == WASI_HTTP_TYPES_ERROR_CODE_HTTP_REQUEST_DENIED ? "HTTP-request-denied" : "another");
        return;
    }
    wasi_io_poll_own_pollable_t ready = wasi_http_types_method_future_incoming_response_subscribe(wasi_http_types_borrow_future_incoming_response(response));
    wasi_io_poll_method_pollable_block(wasi_io_poll_borrow_pollable(ready));
    wasi_http_types_result_result_own_incoming_response_error_code_void_t result;
    wasi_http_types_method_future_incoming_response_get(wasi_http_types_borrow_future_incoming_response(response), &result);
    if (!result.is_err && !result.val.ok.is_err) say_line("answered");
    else say_error(!result.is_err && result.val.ok.val.err.tag == WASI_HTTP_TYPES_ERROR_CODE_HTTP_REQUEST_DENIED ? "HTTP-request-denied"
        : !result.is_err && result.val.ok.val.err.tag == WASI_HTTP_TYPES_ERROR_CODE_CONNECTION_REFUSED ? "connection-refused" : "another");
}

bool exports_wasi_cli_run_run(void) {
    warden_list_string_t args;
    wasi_cli_environment_get_arguments(&args);
    size_t at = 0;
    while (at < args.len && (args.ptr[at].len == 0 || args.ptr[at].ptr[0] != ':')) at++;
    for (; at < args.len; at++) {
        text_t verb = args.ptr[at];
        size_t left = args.len - at - 1;
#define VERB(name, words) else if (is(verb, ":" name) && left >= words)
#define WORD args.ptr[++at]
        if (is(verb, ":ok")) return true;
        VERB("trap", 0) __builtin_trap();
        VERB("names", 0) names();
        VERB("token", 1) token_form(WORD);
        VERB("hmac", 2) { text_t name = WORD; hmac(name, WORD); }
        VERB("sign", 2) { text_t name = WORD; sign(name, WORD); }
        VERB("verify", 2) { text_t name = WORD; verify(name, WORD); }
        VERB("encrypt", 2) { text_t name = WORD; encrypt(name, WORD); }
        VERB("decrypt", 2) { text_t name = WORD; decrypt(name, WORD); }
        VERB("reveal", 1) reveal(WORD);
        VERB("placeholder", 1) placeholder(WORD);
        VERB("metadata", 1) metadata(WORD);
        VERB("revoke", 1) revoke(WORD);
        VERB("forge", 0) forge();
        VERB("cut", 1) cut(WORD);
        VERB("record", 1) record(WORD);
        VERB("count", 1) count(WORD);
        VERB("count-many", 0) count_many();
        VERB("attest", 1) attest(WORD);
        VERB("config", 1) config(WORD);
        VERB("store-set", 3) { text_t name = WORD, key = WORD; store_set(name, key, WORD); }
        VERB("store-get", 2) { text_t name = WORD; store_get(name, WORD); }
        VERB("store-count", 2) { text_t name = WORD; store_count(name, number_of(WORD)); }
        VERB("store-later", 2) { text_t name = WORD; store_later(name, number_of(WORD)); }
        VERB("log", 1) write_log(WORD);
        VERB("connect", 1) connect(number_of(WORD));
        VERB("lookup", 1) lookup(WORD);
        VERB("fetch", 1) fetch(WORD, false);
        VERB("head", 1) fetch(WORD, true);
        else return false;
    }
    return true;
}
