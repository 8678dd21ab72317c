// Greets in the words of its environment variable GREETING, which only this component is granted.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "greeter.h"

void exports_demo_hello_greet_greeting(greeter_string_t *name, greeter_string_t *ret) {
    const char *words = getenv("GREETING");
    if (!words) words = "Hello";
    size_t size = strlen(words) + 2 + name->len + 1;
    ret->ptr = malloc(size);
    ret->len = size;
    memcpy(ret->ptr, words, strlen(words));
    memcpy(ret->ptr + strlen(words), ", ", 2);
    memcpy(ret->ptr + strlen(words) + 2, name->ptr, name->len);
    ret->ptr[size - 1] = '!';
    greeter_string_free(name);
}
