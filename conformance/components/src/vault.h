// The names of the errors of std:secrets, in their order.
static const char *const secret_errors[] = {"not-found", "access-denied", "backend-error", "invalid-token", "expired", "invalid-backend", "wrong-kind"};
