// Asks a host for what it offers to guests that compose, as its arguments say.
#include "tools.h"
#define probe_string_t tools_string_t
#define probe_list_u8_t tools_list_u8_t
#include "say.h"

static void say_hex(const uint8_t *bytes, size_t size) {
    static const char hex[] = "0123456789abcdef";
    for (size_t at = 0; at < size; at++) put((char[]){hex[bytes[at] >> 4], hex[bytes[at] & 15]}, 2);
}

static void blob(tools_string_t text) {
    tools_list_u8_t bytes = {text.ptr, text.len}, back;
    sys_compose_types_digest_t digest;
    sys_compose_types_error_t error;
    if (!sys_compose_blobs_put(&bytes, &digest, &error)) { say("error\n"); return; }
    say_hex(digest.ptr, digest.len);
    say(sys_compose_blobs_has(&digest) && sys_compose_blobs_get(&digest, &back, &error) && back.len == text.len && memcmp(back.ptr, text.ptr, back.len) == 0
        ? " kept\n" : " lost\n");
}

static void missing(void) {
    uint8_t none[32] = {0};
    sys_compose_types_digest_t digest = {none, sizeof none};
    sys_compose_types_error_t error;
    tools_list_u8_t back;
    say(sys_compose_blobs_has(&digest) ? "there, " : "not there, ");
    say(sys_compose_blobs_get(&digest, &back, &error) ? "given\n" : "refused\n");
}

static void canonical(void) {
    // {2: 1, 1: 2} with heads that are too long.
    uint8_t given[] = {0xa2, 0x02, 0x18, 0x01, 0x01, 0x02};
    tools_list_u8_t bytes = {given, sizeof given}, made;
    canon_cbor_cbor_list_violation_t violations;
    tools_string_t error;
    if (!canon_cbor_cbor_check(&bytes, &violations, &error) || !canon_cbor_cbor_canonicalize(&bytes, &made, &error)) { say("error\n"); return; }
    say_number(violations.len);
    say(" ");
    say_hex(made.ptr, made.len);
    say("\n");
}

static void wit(void) {
    tools_list_u8_t source = {(uint8_t *)"package a:b; interface c { d: func(); }", 39};
    canon_wit_wit_list_item_id_t ids;
    tools_string_t error;
    if (!canon_wit_wit_ids(&source, &ids, &error)) { say("error\n"); return; }
    for (size_t at = 0; at < ids.len; at++) {
        say_string(ids.ptr[at].name);
        say(ids.ptr[at].digest.len == 32 ? " identified\n" : " odd\n");
    }
}

static void trust(tools_string_t text) {
    tools_list_u8_t bytes = {text.ptr, text.len};
    tools_string_t name = {(uint8_t *)"guest", 5};
    sys_compose_trust_verification_t verdict;
    uint8_t error;
    if (!sys_compose_trust_verify(&name, &bytes, &verdict, &error)) { say(error ? "error invalid-digest\n" : "error access-denied\n"); return; }
    say(verdict.allowed ? "allowed " : "refused ");
    say_string(verdict.label);
    say("\n");
}

bool exports_wasi_cli_run_run(void) {
    tools_list_string_t args;
    wasi_cli_environment_get_arguments(&args);
    size_t at = 0;
    while (at < args.len && (args.ptr[at].len == 0 || args.ptr[at].ptr[0] != ':')) at++;
    for (; at < args.len; at++) {
        tools_string_t verb = args.ptr[at];
        bool more = at + 1 < args.len;
        if (is(verb, ":blob") && more) blob(args.ptr[++at]);
        else if (is(verb, ":missing")) missing();
        else if (is(verb, ":canonical")) canonical();
        else if (is(verb, ":wit")) wit();
        else if (is(verb, ":trust") && more) trust(args.ptr[++at]);
        else return false;
    }
    return true;
}
