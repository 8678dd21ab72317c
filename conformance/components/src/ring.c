#include "ring.h"

uint32_t exports_conformance_tests_numbers_next(void) {
    return conformance_tests_numbers_next() + 1;
}
