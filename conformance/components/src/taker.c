// Takes a token of its neighbour, tries it itself, and has the neighbour try it.
#include "taker.h"
#define probe_string_t taker_string_t
#define probe_list_u8_t taker_list_u8_t
#include "say.h"
#include "vault.h"

bool exports_wasi_cli_run_run(void) {
    taker_string_t token, answer;
    taker_list_u8_t message = {(uint8_t *)"message", 7}, made;
    uint8_t error;
    conformance_tests_vault_give(&token);
    say("taken ");
    say(std_secrets_mac_hmac(&token, &message, &made, &error) ? "ok" : secret_errors[error]);
    conformance_tests_vault_use_it(&token, &answer);
    say(", kept ");
    say_string(answer);
    say("\n");
    return true;
}
