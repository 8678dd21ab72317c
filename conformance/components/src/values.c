// Gives back what it gets. Ownership passes through: what comes in goes out, and post-return frees it.
#include "values.h"

#define SAME(name, type) type exports_conformance_tests_echo_same_##name(type v) { return v; }
#define COPY(name, type) void exports_conformance_tests_echo_same_##name(type *v, type *ret) { *ret = *v; }

SAME(bool, bool)
SAME(u8, uint8_t)
SAME(u16, uint16_t)
SAME(u32, uint32_t)
SAME(u64, uint64_t)
SAME(s8, int8_t)
SAME(s16, int16_t)
SAME(s32, int32_t)
SAME(s64, int64_t)
SAME(f32, float)
SAME(f64, double)
SAME(char, uint32_t)
SAME(color, exports_conformance_tests_echo_color_t)
SAME(rights, exports_conformance_tests_echo_rights_t)
SAME(many, exports_conformance_tests_echo_many_t)
COPY(string, values_string_t)
COPY(bytes, values_list_u8_t)
COPY(words, values_list_string_t)
COPY(nested, values_list_list_u16_t)
COPY(pair, values_tuple2_u8_string_t)
COPY(point, exports_conformance_tests_echo_point_t)
COPY(person, exports_conformance_tests_echo_person_t)
COPY(people, exports_conformance_tests_echo_list_person_t)
COPY(shape, exports_conformance_tests_echo_shape_t)
COPY(shapes, exports_conformance_tests_echo_list_shape_t)
COPY(wide, exports_conformance_tests_echo_wide_t)

bool exports_conformance_tests_echo_same_maybe(uint32_t *maybe, uint32_t *ret) {
    if (maybe) *ret = *maybe;
    return maybe != 0;
}

bool exports_conformance_tests_echo_same_maybe_maybe(values_option_u8_t *maybe, values_option_u8_t *ret) {
    if (maybe) *ret = *maybe;
    return maybe != 0;
}

bool exports_conformance_tests_echo_same_outcome(exports_conformance_tests_echo_result_u32_string_t *v, uint32_t *ret, values_string_t *err) {
    if (v->is_err) *err = v->val.err;
    else *ret = v->val.ok;
    return !v->is_err;
}

bool exports_conformance_tests_echo_same_bare_outcome(exports_conformance_tests_echo_result_void_void_t *v) {
    return !v->is_err;
}

void exports_conformance_tests_echo_spread(uint8_t a, uint8_t b, uint8_t c, uint8_t d, uint8_t e, uint8_t f, uint8_t g, uint8_t h, uint8_t i,
    uint8_t j, uint8_t k, uint8_t l, uint8_t m, uint8_t n, uint8_t o, uint8_t p, values_string_t *q, values_string_t *ret) {
    // Every parameter decides the answer: one letter each, then the text.
    uint8_t all[] = {a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p};
    ret->len = 16 + q->len;
    ret->ptr = __builtin_malloc(ret->len);
    for (int at = 0; at < 16; at++) ret->ptr[at] = 'a' + all[at] % 26;
    for (size_t at = 0; at < q->len; at++) ret->ptr[16 + at] = q->ptr[at];
    values_string_free(q);
}

void exports_conformance_tests_echo_nothing(void) {}
