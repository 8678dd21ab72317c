// Composes: reads two components from its directory, makes a plan of them, compiles and runs it, and prints what it wrote.
// Then it asks for more than it was granted itself, and is refused.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "composer.h"

static composer_string_t text(const char *words) {
    return (composer_string_t){(uint8_t *)words, strlen(words)};
}

static void print_hex(const char *what, const uint8_t *bytes, size_t count) {
    printf("%s sha256:", what);
    for (size_t i = 0; i < count; i++) printf("%02x", bytes[i]);
    printf("\n");
}

static int refused(const char *what, const sys_compose_types_error_t *error) {
    printf("%s: refused (code %d): %.*s\n", what, error->code, (int)error->message.len, (char *)error->message.ptr);
    return 1;
}

// Reads a file of the directory that the plan opens and hands its bytes over; they are known by their digest from then on.
static int put(const char *path, sys_compose_types_digest_t *digest) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        printf("%s cannot be opened\n", path);
        return 1;
    }
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    composer_list_u8_t bytes = {malloc(size), size};
    size_t got = fread(bytes.ptr, 1, size, file);
    fclose(file);
    if (got != size) return 1;
    sys_compose_types_error_t error;
    if (!sys_compose_blobs_put(&bytes, digest, &error)) return refused("put", &error);
    free(bytes.ptr);
    return 0;
}

static int compose(const char *name) {
    sys_compose_plan_component_spec_t components[2];
    memset(components, 0, sizeof components);
    components[0].id = text("greeter");
    components[1].id = text("hello");
    if (put("/parts/greeter.wasm", &components[0].digest) || put("/parts/hello.wasm", &components[1].digest)) return 1;

    sys_compose_plan_import_binding_t binding;
    memset(&binding, 0, sizeof binding);
    binding.import_name = text("demo:hello/greet@0.1.0");
    binding.provider_id = text("greeter");
    binding.export_name = text("demo:hello/greet@0.1.0");

    sys_compose_types_capability_t capabilities[5];
    const char *names[] = {"wasi:cli/arguments", "wasi:cli/environment", "wasi:cli/stderr", "wasi:cli/stdout", "wasi:cli/terminal"};
    for (int i = 0; i < 5; i++) {
        capabilities[i].name = text(names[i]);
        capabilities[i].level = i < 4 ? SYS_COMPOSE_TYPES_CAPABILITY_LEVEL_REQUIRED : SYS_COMPOSE_TYPES_CAPABILITY_LEVEL_OPTIONAL;
    }

    sys_compose_plan_plan_v1_t plan;
    memset(&plan, 0, sizeof plan);
    plan.version = text("1");
    plan.root = text("hello");
    plan.components = (sys_compose_plan_list_component_spec_t){components, 2};
    plan.bindings = (sys_compose_plan_list_import_binding_t){&binding, 1};
    plan.policy.determinism = SYS_COMPOSE_TYPES_DETERMINISM_MODE_RELAXED;
    plan.policy.capabilities = (sys_compose_types_list_capability_t){capabilities, 5};

    sys_compose_types_error_t error;
    sys_compose_types_digest_t digest;
    if (!sys_compose_plan_validate(&plan, &error)) return refused("validate", &error);
    if (!sys_compose_plan_compute_digest(&plan, &digest, &error)) return refused("compute-digest", &error);
    print_hex("plan", digest.ptr, digest.len);

    sys_compose_emit_composition_result_t composed;
    if (!sys_compose_emit_compose(&plan, &composed, &error)) return refused("compose", &error);
    printf("artifact of %llu bytes\n", (unsigned long long)composed.size);

    composer_string_t words[1] = {text(name)};
    composer_list_string_t args = {words, 1};
    composer_tuple2_string_string_t variable = {text("GREETING"), text("Good morning")};
    composer_list_tuple2_string_string_t env = {&variable, 1};
    sys_compose_exec_exec_result_t result;
    if (!sys_compose_exec_run_cli(&plan, &args, &env, &result, &error)) return refused("run-cli", &error);
    printf("exit code %u, and it wrote:\n%.*s", result.exit_code, (int)result.stdout_.len, (char *)result.stdout_.ptr);

    // A child that cannot do without what its parent does not have is refused.
    capabilities[4].level = SYS_COMPOSE_TYPES_CAPABILITY_LEVEL_REQUIRED;
    if (sys_compose_exec_run_cli(&plan, &args, &env, &result, &error)) {
        printf("ESCAPED\n");
        return 66;
    }
    refused("a child that must have a terminal", &error);
    return 0;
}

// Called by us, the linker does not call them around every export: memory is asked for while the host answers, when nobody
// may call out to open directories. So the end is ours as well.
extern void __wasm_call_ctors(void);
extern void __wasm_call_dtors(void);

int main(int argc, char **argv) {
    __wasm_call_ctors();
    int code = compose(argc > 1 ? argv[1] : "child");
    __wasm_call_dtors();
    return code;
}
