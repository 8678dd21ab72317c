#include "misfit.h"

uint32_t exports_conformance_tests_wrong_numbers_next(misfit_string_t *seed) {
    return seed->len;
}
