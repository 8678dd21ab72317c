// METHOD TEXT ID…: calls METHOD of its endpoint with TEXT, then of the provider with each ID, and prints what they answer.
#include <stdio.h>
#include <string.h>

#include "consumer.h"

extern void __wasm_call_ctors(void);
extern void __wasm_call_dtors(void);

static void answer(const char *who, bool ok, consumer_list_u8_t *bytes, consumer_string_t *error) {
    if (ok) printf("%s: %.*s\n", who, (int)bytes->len, (char *)bytes->ptr);
    else printf("%s failed: %.*s\n", who, (int)error->len, (char *)error->ptr);
}

int main(int argc, char **argv) {
    __wasm_call_ctors();
    if (argc < 3) return 2;
    consumer_string_t method = {(uint8_t *)argv[1], strlen(argv[1])}, error;
    consumer_list_u8_t payload = {(uint8_t *)argv[2], strlen(argv[2])}, result;
    bool ok = compose_dynlink_endpoint_handle(&method, &payload, &result, &error);
    answer("endpoint", ok, &result, &error);
    for (int i = 3; i < argc; i++) {
        consumer_string_t id = {(uint8_t *)argv[i], strlen(argv[i])};
        compose_dynlink_linker_own_instance_t instance;
        if (!compose_dynlink_linker_resolve_by_id(&id, &instance, &error)) {
            answer(argv[i], false, NULL, &error);
            continue;
        }
        ok = compose_dynlink_linker_method_instance_invoke(compose_dynlink_linker_borrow_instance(instance), &method, &payload, &result, &error);
        answer(argv[i], ok, &result, &error);
        compose_dynlink_linker_instance_drop_own(instance);
    }
    __wasm_call_dtors();
    return 0;
}
