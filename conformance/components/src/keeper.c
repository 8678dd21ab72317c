// Makes tokens of the secret `key`, and uses what it is given.
#include "keeper.h"
#include "vault.h"
#include <string.h>

void exports_conformance_tests_vault_give(keeper_string_t *ret) {
    keeper_string_t name = {(uint8_t *)"key", 3};
    uint8_t error;
    if (!std_secrets_secrets_resolve(&name, ret, &error)) keeper_string_dup(ret, secret_errors[error]);
}

void exports_conformance_tests_vault_use_it(keeper_string_t *token, keeper_string_t *ret) {
    keeper_list_u8_t message = {(uint8_t *)"message", 7}, made;
    uint8_t error;
    keeper_string_dup(ret, std_secrets_mac_hmac(token, &message, &made, &error) ? "ok" : secret_errors[error]);
}
