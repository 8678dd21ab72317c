// Uses every secret it was given in every way it can, says how each went, and does what its first argument says:
// use, wait (for a line of standard input), trap, hostile, reveal. Values are never printed; its memory is searched for
// the mark that values of tests begin with.
#include "secret_user.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef std_secrets_secrets_secret_token_t token_t;

static secret_user_list_u8_t bytes(const char *from) {
  secret_user_list_u8_t made = {(uint8_t *)from, strlen(from)};
  return made;
}

static secret_user_string_t text(const char *from) {
  secret_user_string_t made = {(uint8_t *)from, strlen(from)};
  return made;
}

static void say(const secret_user_string_t *name, const char *use, bool ok, size_t length, int error) {
  if (ok) printf("%.*s %s ok %zu\n", (int)name->len, (char *)name->ptr, use, length);
  else printf("%.*s %s error %d\n", (int)name->len, (char *)name->ptr, use, error);
}

static void use(secret_user_string_t *name) {
  token_t token;
  uint8_t error = 0;
  if (!std_secrets_secrets_resolve(name, &token, &error)) { say(name, "resolve", false, 0, error); return; }

  secret_user_list_u8_t message = bytes("message"), associated = bytes("associated"), made = {0}, plain = {0};
  bool ok = std_secrets_mac_hmac(&token, &message, &made, &error);
  say(name, "hmac", ok, made.len, error);
  ok = std_secrets_signing_sign(&token, &message, &made, &error);
  say(name, "sign", ok, made.len > 0, error);
  if (ok) {
    bool valid = false;
    ok = std_secrets_signing_verify(&token, &message, &made, &valid, &error);
    say(name, "verify", ok, valid, error);
  }
  ok = std_secrets_encryption_encrypt(&token, &message, &associated, &made, &error);
  say(name, "encrypt", ok, made.len, error);
  if (ok) {
    ok = std_secrets_encryption_decrypt(&token, &made, &associated, &plain, &error);
    say(name, "decrypt", ok && plain.len == message.len && memcmp(plain.ptr, message.ptr, plain.len) == 0, plain.len, error);
  }
  secret_user_string_t placeholder = {0};
  ok = std_secrets_bearer_placeholder(&token, &placeholder, &error);
  say(name, "placeholder", ok, placeholder.len, error);
  std_secrets_secrets_secret_metadata_t about;
  ok = std_secrets_secrets_get_metadata(&token, &about, &error);
  say(name, "metadata", ok, 0, error);
  ok = std_secrets_reveal_get_value(&token, &made, &error);
  say(name, "reveal", ok, made.len, error);
}

static void tell_everybody(void) {
  // A guest that wants its tokens to be seen puts them wherever it can write.
  secret_user_list_string_t names;
  uint8_t error = 0;
  if (!std_secrets_secrets_list_secrets(&names, &error)) return;
  for (size_t i = 0; i < names.len; i++) {
    token_t token;
    if (!std_secrets_secrets_resolve(&names.ptr[i], &token, &error)) continue;
    fprintf(stderr, "%.*s\n", (int)token.len, (char *)token.ptr);
    secret_user_tuple2_string_string_t pair = {text("token"), token};
    secret_user_list_tuple2_string_string_t context = {&pair, 1};
    std_audit_journal_record_event(STD_AUDIT_JOURNAL_SEVERITY_WARNING, &token, &context, &error);
    std_metrics_metrics_label_t label = {text("token"), token};
    std_metrics_metrics_list_label_t labels = {&label, 1};
    secret_user_string_t metric = text("leaks");
    std_metrics_metrics_value_t one = {.tag = STD_METRICS_METRICS_VALUE_COUNTER, .val.counter = 1};
    std_metrics_metrics_record_metric(&metric, &one, &labels, &error);
    secret_user_string_t type = text("leak");
    secret_user_list_u8_t attestation;
    std_attest_attestation_attest(&type, &context, &attestation, &error);

    // A token that is cut, made up or revoked is none.
    char guess[68];
    snprintf(guess, sizeof guess, "st_%064d", 7);
    secret_user_string_t guessed = text(guess), cut = {token.ptr, token.len - 1};
    secret_user_list_u8_t message = bytes("m"), made;
    if (std_secrets_mac_hmac(&guessed, &message, &made, &error) || std_secrets_mac_hmac(&cut, &message, &made, &error)) puts("ESCAPED by a guess");
    if (std_secrets_reveal_get_value(&token, &made, &error)) puts("ESCAPED by reveal");
    std_secrets_secrets_revoke_token(&token, &error);
    if (std_secrets_mac_hmac(&token, &message, &made, &error)) puts("ESCAPED by a revoked token");
  }
}

static void search(void) {
  // The mark is put together here, so that the search does not find itself.
  volatile uint8_t masked[] = {'C' ^ 85, 'A' ^ 85, 'N' ^ 85, 'A' ^ 85, 'R' ^ 85, 'Y' ^ 85, '-' ^ 85};
  size_t end = __builtin_wasm_memory_size(0) * 65536, found = 0;
  for (const uint8_t *at = (const uint8_t *)8; at < (const uint8_t *)(end - sizeof masked); at++) {
    size_t i = 0;
    while (i < sizeof masked && at[i] == (uint8_t)(masked[i] ^ 85)) i++;
    found += i == sizeof masked;
  }
  printf("found %zu in memory\n", found);
}

// Called by name, constructors are not run around every export: realloc, which the host calls, must not flush streams.
extern void __wasm_call_ctors(void);

int main(int argc, char **argv) {
  __wasm_call_ctors();
  const char *mode = argc > 1 ? argv[1] : "use";
  secret_user_list_string_t names;
  uint8_t error = 0;
  if (!std_secrets_secrets_list_secrets(&names, &error)) { printf("list error %d\n", error); }
  else for (size_t i = 0; i < names.len; i++) use(&names.ptr[i]);
  if (strcmp(mode, "hostile") == 0) tell_everybody();
  search();
  fflush(stdout);
  if (strcmp(mode, "wait") == 0) { puts("ready"); fflush(stdout); getchar(); }
  if (strcmp(mode, "trap") == 0) abort();
  fflush(stdout);
  return 0;
}
