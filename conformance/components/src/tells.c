// Tells what it was given.
#include "tells.h"
#include <stdlib.h>
#include <string.h>

void exports_conformance_tests_teller_tell(tells_string_t *ret) {
    tells_list_tuple2_string_string_t environment;
    wasi_cli_environment_get_environment(&environment);
    wasi_filesystem_preopens_list_tuple2_own_descriptor_string_t directories;
    wasi_filesystem_preopens_get_directories(&directories);
    size_t size = 4;
    for (size_t at = 0; at < environment.len; at++) size += environment.ptr[at].f0.len + environment.ptr[at].f1.len + 2;
    uint8_t *text = malloc(size), *end = text;
    for (size_t at = 0; at < environment.len; at++) {
        tells_tuple2_string_string_t variable = environment.ptr[at];
        memcpy(end, variable.f0.ptr, variable.f0.len);
        end += variable.f0.len;
        *end++ = '=';
        memcpy(end, variable.f1.ptr, variable.f1.len);
        end += variable.f1.len;
        *end++ = ';';
    }
    *end++ = '0' + directories.len % 10;
    ret->ptr = text;
    ret->len = end - text;
}
