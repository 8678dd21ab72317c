// Asks the host about everything that composers can ask, and prints the answers: CBOR, WIT, plans, components.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explorer.h"

extern void __wasm_call_ctors(void);
extern void __wasm_call_dtors(void);

static explorer_string_t text(const char *words) {
    return (explorer_string_t){(uint8_t *)words, strlen(words)};
}

static void print_hex(const char *what, const uint8_t *bytes, size_t count) {
    printf("%s ", what);
    for (size_t i = 0; i < count; i++) printf("%02x", bytes[i]);
    printf("\n");
}

static explorer_list_u8_t file(const char *path) {
    FILE *opened = fopen(path, "rb");
    if (!opened) {
        printf("%s cannot be opened\n", path);
        exit(1);
    }
    fseek(opened, 0, SEEK_END);
    explorer_list_u8_t bytes = {NULL, (size_t)ftell(opened)};
    bytes.ptr = malloc(bytes.len);
    rewind(opened);
    if (fread(bytes.ptr, 1, bytes.len, opened) != bytes.len) exit(1);
    fclose(opened);
    return bytes;
}

// A map whose keys stand in the wrong order.
static int cbor(void) {
    uint8_t unsorted[] = {0xa2, 0x02, 0x61, 'b', 0x01, 0xf5}, cut[] = {0x82, 0x01};
    explorer_list_u8_t bytes = {unsorted, sizeof unsorted}, made;
    canon_cbor_cbor_list_violation_t violations;
    explorer_string_t error, diagnostic;
    if (!canon_cbor_cbor_check(&bytes, &violations, &error)) return 1;
    for (size_t i = 0; i < violations.len; i++) {
        printf("%.*s at %llu\n", (int)violations.ptr[i].rule.len, (char *)violations.ptr[i].rule.ptr, (unsigned long long)violations.ptr[i].offset);
    }
    if (canon_cbor_cbor_digest(&bytes, &made, &error)) return 1;
    printf("no digest: %.*s\n", (int)error.len, (char *)error.ptr);
    if (!canon_cbor_cbor_canonicalize(&bytes, &made, &error)) return 1;
    print_hex("canonical", made.ptr, made.len);
    if (!canon_cbor_cbor_check(&made, &violations, &error) || violations.len) return 1;
    if (!canon_cbor_cbor_to_text(&made, &diagnostic, &error)) return 1;
    printf("%.*s\n", (int)diagnostic.len, (char *)diagnostic.ptr);
    explorer_list_u8_t digest;
    if (!canon_cbor_cbor_digest(&made, &digest, &error)) return 1;
    printf("digest of %zu bytes\n", digest.len);
    bytes = (explorer_list_u8_t){cut, sizeof cut};
    if (canon_cbor_cbor_canonicalize(&bytes, &made, &error)) return 1;
    printf("cut: %.*s\n", (int)error.len, (char *)error.ptr);
    return 0;
}

static int wit(void) {
    const char *source = "package a:b@1.0.0;\nworld w { import i; }\ninterface i { f: func(x: list<u8>) -> u32; }\n";
    explorer_list_u8_t bytes = {(uint8_t *)source, strlen(source)}, form;
    canon_wit_wit_list_item_id_t ids;
    explorer_string_t error, printed;
    if (!canon_wit_wit_ids(&bytes, &ids, &error)) return 1;
    for (size_t i = 0; i < ids.len; i++) {
        printf("%d %.*s %zu bytes\n", ids.ptr[i].kind, (int)ids.ptr[i].name.len, (char *)ids.ptr[i].name.ptr, ids.ptr[i].digest.len);
    }
    canon_cbor_cbor_list_violation_t violations;
    if (!canon_wit_wit_to_cbor(&bytes, &form, &error) || !canon_cbor_cbor_check(&form, &violations, &error)) return 1;
    printf("the form breaks %zu rules\n", violations.len);
    if (!canon_wit_wit_print(&bytes, &printed, &error)) return 1;
    printf("%.*s\n", (int)printed.len, (char *)printed.ptr);
    bytes.len -= 4;
    if (canon_wit_wit_print(&bytes, &printed, &error)) return 1;
    printf("cut: %.*s\n", (int)error.len, (char *)error.ptr);
    return 0;
}

static void failed(const char *what, compose_host_invoker_exec_error_t *error) {
    printf("%s: case %d", what, error->tag);
    if (error->tag != COMPOSE_HOST_TYPES_EXEC_ERROR_TIMED_OUT) printf(": %.*s", (int)error->val.invalid_component.len, (char *)error->val.invalid_component.ptr);
    printf("\n");
}

static int host(void) {
    compose_host_types_limits_t limits;
    memset(&limits, 0, sizeof limits);
    explorer_list_u8_t greeter = file("/parts/greeter.wasm"), command = file("/guests/c-command.wasm"), result;
    compose_host_types_exec_error_t error;
    compose_host_invoker_own_instance_t instance;
    if (!compose_host_invoker_instantiate(&greeter, &limits, &instance, &error)) return failed("instantiate", &error), 1;
    compose_host_invoker_borrow_instance_t borrowed = compose_host_invoker_borrow_instance(instance);
    explorer_list_string_t names;
    compose_host_invoker_method_instance_list_exports(borrowed, &names);
    for (size_t i = 0; i < names.len; i++) printf("export %.*s\n", (int)names.ptr[i].len, (char *)names.ptr[i].ptr);
    explorer_string_t none = text("none");
    uint32_t id;
    if (compose_host_invoker_method_instance_get_export(borrowed, &none, &id)) return 1;
    if (!compose_host_invoker_method_instance_get_export(borrowed, &names.ptr[0], &id)) return 1;
    uint8_t you[] = {0x81, 0x63, 'y', 'o', 'u'}, number[] = {0x81, 0x07};
    explorer_list_u8_t args = {you, sizeof you};
    if (!compose_host_invoker_method_instance_call_with_cbor(borrowed, id, &args, &result, &error)) return failed("call", &error), 1;
    explorer_string_t diagnostic, problem;
    if (!canon_cbor_cbor_to_text(&result, &diagnostic, &problem)) return 1;
    printf("%.*s\n", (int)diagnostic.len, (char *)diagnostic.ptr);
    args = (explorer_list_u8_t){number, sizeof number};
    if (compose_host_invoker_method_instance_call_with_cbor(borrowed, id, &args, &result, &error)) return 1;
    failed("a number for a text", &error);
    if (compose_host_invoker_method_instance_call_with_cbor(borrowed, 99, &args, &result, &error)) return 1;
    failed("export 99", &error);
    compose_host_invoker_instance_drop_own(instance);

    explorer_string_t words[] = {text("4")};
    explorer_list_string_t arguments = {words, 1};
    explorer_list_tuple2_string_string_t environment = {NULL, 0};
    explorer_list_u8_t nothing = {NULL, 0};
    compose_host_runner_run_result_t ran;
    if (!compose_host_runner_run_cli(&command, &arguments, &environment, &nothing, &limits, &ran, &error)) return failed("run", &error), 1;
    printf("exit code %u, %s\n", ran.exit_code, ran.stdout_.len ? "and it wrote" : "and it wrote nothing");
    limits.memory_bytes = (explorer_option_u64_t){true, 65536};
    if (compose_host_runner_run_cli(&command, &arguments, &environment, &nothing, &limits, &ran, &error)) return 1;
    printf("in 64 KiB: case %d\n", error.tag);
    command.len /= 2;
    if (compose_host_runner_run_cli(&command, &arguments, &environment, &nothing, &limits, &ran, &error)) return 1;
    printf("half of it: case %d\n", error.tag);

    compose_host_runtime_info_fingerprint_t fingerprint;
    compose_host_runtime_info_get_fingerprint(&fingerprint);
    printf("%.*s, %zu bytes\n", (int)fingerprint.runtime_name.len, (char *)fingerprint.runtime_name.ptr, fingerprint.engine_features_hash.len);
    compose_host_runtime_info_supported_imports(&names);
    for (size_t i = 0; i < names.len; i++) {
        if (names.ptr[i].len == 14 && !memcmp(names.ptr[i].ptr, "wasi:cli/stdin", 14)) printf("it has wasi:cli/stdin\n");
    }
    return 0;
}

static int refused(const char *what, const sys_compose_types_error_t *error) {
    printf("%s: code %d: %.*s\n", what, error->code, (int)error->message.len, (char *)error->message.ptr);
    return 1;
}

static int exec(void) {
    explorer_list_u8_t greeter = file("/parts/greeter.wasm"), bytes;
    sys_compose_plan_component_spec_t component;
    memset(&component, 0, sizeof component);
    component.id = text("greeter");
    sys_compose_types_error_t error;
    if (!sys_compose_blobs_put(&greeter, &component.digest, &error)) return refused("put", &error);
    uint64_t size;
    if (!sys_compose_blobs_has(&component.digest) || !sys_compose_blobs_size(&component.digest, &size) || size != greeter.len) return 1;
    sys_compose_plan_plan_v1_t plan, again;
    memset(&plan, 0, sizeof plan);
    plan.version = text("1");
    plan.root = text("greeter");
    plan.components = (sys_compose_plan_list_component_spec_t){&component, 1};
    plan.policy.determinism = SYS_COMPOSE_TYPES_DETERMINISM_MODE_RELAXED;
    sys_compose_types_capability_t capability = {text("wasi:cli/environment"), SYS_COMPOSE_TYPES_CAPABILITY_LEVEL_REQUIRED};
    plan.policy.capabilities = (sys_compose_types_list_capability_t){&capability, 1};
    if (!sys_compose_plan_serialize(&plan, &bytes, &error)) return refused("serialize", &error);
    if (!sys_compose_plan_deserialize(&bytes, &again, &error)) return refused("deserialize", &error);
    printf("read again: %.*s with %zu component\n", (int)again.root.len, (char *)again.root.ptr, again.components.len);
    bytes.len--;
    if (sys_compose_plan_deserialize(&bytes, &again, &error)) return 1;
    printf("cut: code %d\n", error.code);

    explorer_list_string_t names;
    if (!sys_compose_exec_list_exports(&plan, &names, &error)) return refused("list-exports", &error);
    for (size_t i = 0; i < names.len; i++) printf("export %.*s\n", (int)names.ptr[i].len, (char *)names.ptr[i].ptr);
    sys_compose_exec_export_info_t info;
    if (!sys_compose_exec_describe_export(&plan, &names.ptr[0], &info, &error)) return refused("describe-export", &error);
    printf("type %.*s\n", (int)info.type_sig.len, (char *)info.type_sig.ptr);
    explorer_string_t none = text("none");
    if (sys_compose_exec_describe_export(&plan, &none, &info, &error)) return 1;
    refused("describe none", &error);
    uint8_t you[] = {0x81, 0x63, 'y', 'o', 'u'};
    explorer_list_u8_t args = {you, sizeof you}, result;
    if (!sys_compose_exec_invoke(&plan, &names.ptr[0], &args, &result, &error)) return refused("invoke", &error);
    explorer_string_t diagnostic, problem;
    if (!canon_cbor_cbor_to_text(&result, &diagnostic, &problem)) return 1;
    printf("%.*s\n", (int)diagnostic.len, (char *)diagnostic.ptr);

    sys_compose_emit_composition_result_t composed;
    sys_compose_types_digest_t found;
    if (!sys_compose_emit_compose(&plan, &composed, &error)) return refused("compose", &error);
    if (!sys_compose_emit_check_cache(&composed.emit_key, &found) || memcmp(found.ptr, composed.digest.ptr, 32)) return 1;
    if (!sys_compose_emit_get_artifact(&composed.digest, &bytes, &error) || bytes.len != composed.size) return 1;
    if (!sys_compose_blobs_delete(&component.digest, &error)) return refused("delete", &error);
    if (sys_compose_blobs_has(&component.digest) || sys_compose_blobs_size(&component.digest, &size)) return 1;
    if (sys_compose_exec_list_exports(&plan, &names, &error)) return 1;
    refused("without its blob", &error);
    return 0;
}

// Runs a child for each address (AUTHORITY/PATH) that asks for it, under the capability that is given.
static int fetch(int count, char **words) {
    // A composer hands on what it has itself, and it has what it imports.
    if (count < 2) {
        wasi_http_types_own_fields_t fields = wasi_http_types_constructor_fields();
        wasi_http_types_own_outgoing_request_t request = wasi_http_types_constructor_outgoing_request(fields);
        wasi_http_outgoing_handler_own_future_incoming_response_t response;
        wasi_http_outgoing_handler_error_code_t refusal;
        return wasi_http_outgoing_handler_handle(request, NULL, &response, &refusal) ? 0 : 2;
    }
    explorer_list_u8_t fetcher = file("/guests/fetcher.wasm");
    sys_compose_plan_component_spec_t component;
    memset(&component, 0, sizeof component);
    component.id = text("fetcher");
    sys_compose_types_error_t error;
    if (!sys_compose_blobs_put(&fetcher, &component.digest, &error)) return refused("put", &error);
    sys_compose_types_capability_t capabilities[] = {
        {text("wasi:cli/arguments"), SYS_COMPOSE_TYPES_CAPABILITY_LEVEL_REQUIRED},
        {text("wasi:cli/stdout"), SYS_COMPOSE_TYPES_CAPABILITY_LEVEL_REQUIRED},
        {text("wasi:cli/stderr"), SYS_COMPOSE_TYPES_CAPABILITY_LEVEL_REQUIRED},
        {text(words[0]), SYS_COMPOSE_TYPES_CAPABILITY_LEVEL_REQUIRED},
    };
    sys_compose_plan_plan_v1_t plan;
    memset(&plan, 0, sizeof plan);
    plan.version = text("1");
    plan.root = text("fetcher");
    plan.components = (sys_compose_plan_list_component_spec_t){&component, 1};
    plan.policy.determinism = SYS_COMPOSE_TYPES_DETERMINISM_MODE_RELAXED;
    plan.policy.capabilities = (sys_compose_types_list_capability_t){capabilities, 4};
    for (int i = 1; i < count; i++) {
        char *path = strchr(words[i], '/');
        explorer_string_t asked[] = {text("GET"), {(uint8_t *)words[i], (size_t)(path - words[i])}, text(path)};
        explorer_list_string_t arguments = {asked, 3};
        explorer_list_tuple2_string_string_t environment = {NULL, 0};
        sys_compose_exec_exec_result_t ran;
        if (!sys_compose_exec_run_cli(&plan, &arguments, &environment, &ran, &error)) {
            refused(path, &error);
            continue;
        }
        printf("%s: exit code %u: %.*s\n", path, ran.exit_code, (int)ran.stdout_.len, (char *)ran.stdout_.ptr);
    }
    return 0;
}

int main(int argc, char **argv) {
    __wasm_call_ctors();
    const char *what = argc > 1 ? argv[1] : "";
    int code = !strcmp(what, "cbor") ? cbor() : !strcmp(what, "wit") ? wit() : !strcmp(what, "host") ? host() : !strcmp(what, "exec") ? exec() : !strcmp(what, "fetch") ? fetch(argc - 2, argv + 2) : 2;
    if (code) printf("ended with %d\n", code);
    __wasm_call_dtors();
    return code;
}
