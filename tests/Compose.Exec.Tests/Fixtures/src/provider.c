// Answers with the payload in capitals; "fail" is an error, "trap" a trap, "env" the variable NAME, "spin" never ends, "hog"
// takes all the memory there is and answers with the number of MiB.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "provider.h"

bool exports_compose_dynlink_endpoint_handle(provider_string_t *method, provider_list_u8_t *payload, provider_list_u8_t *ret, provider_string_t *err) {
    if (method->len == 4 && !memcmp(method->ptr, "fail", 4)) {
        provider_string_dup(err, "asked to fail");
        return false;
    }
    if (method->len == 4 && !memcmp(method->ptr, "trap", 4)) __builtin_trap();
    if (method->len == 4 && !memcmp(method->ptr, "spin", 4)) {
        for (volatile int i = 0;; i++) {
        }
    }
    if (method->len == 3 && !memcmp(method->ptr, "hog", 3)) {
        int count = 0;
        while (__builtin_wasm_memory_grow(0, 16) != (size_t)-1) count++;
        char words[16];
        snprintf(words, sizeof words, "%d", count);
        provider_string_t copy;
        provider_string_dup(&copy, words);
        ret->ptr = copy.ptr;
        ret->len = copy.len;
        return true;
    }
    if (method->len == 3 && !memcmp(method->ptr, "env", 3)) {
        const char *name = getenv("NAME");
        provider_string_t copy;
        provider_string_dup(&copy, name ? name : "none");
        ret->ptr = copy.ptr;
        ret->len = copy.len;
        return true;
    }
    ret->len = payload->len;
    ret->ptr = malloc(payload->len ? payload->len : 1);
    for (size_t i = 0; i < payload->len; i++) ret->ptr[i] = payload->ptr[i] >= 'a' && payload->ptr[i] <= 'z' ? payload->ptr[i] - 32 : payload->ptr[i];
    return true;
}
