// A command: asks the greeter it is wired to, prints the answer, and tries to read what was granted to the other.
#include <stdio.h>
#include <stdlib.h>

#include "hello.h"

int main(int argc, char **argv) {
    hello_string_t name, greeting;
    hello_string_set(&name, argc > 1 ? argv[1] : "world");
    demo_hello_greet_greeting(&name, &greeting);
    printf("%.*s\n", (int)greeting.len, (char *)greeting.ptr);
    hello_string_free(&greeting);
    const char *words = getenv("GREETING");
    printf("(GREETING as I see it: %s)\n", words ? words : "not granted to me");
    return 0;
}
