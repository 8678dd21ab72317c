#!/usr/bin/env bash
# Rebuilds greeter.wasm and hello.wasm. Needs clang, lld, wasi-libc and libclang-rt for wasm32, wit-bindgen,
# wasm-tools, and the wasi_snapshot_preview1 adapters (ADAPTERS=folder).
set -euo pipefail
cd "$(dirname "$0")"
gen=$(mktemp -d)
trap 'rm -rf "$gen"' EXIT
make_component() { # world, adapter, extra clang flags
    wit-bindgen c --world "$1" --out-dir "$gen" hello.wit
    clang --target=wasm32-wasi -O2 -Wall -Wextra -Wl,--strip-debug $3 -I"$gen" "$1.c" "$gen/$1.c" "$gen/${1}_component_type.o" -o "$gen/$1.core.wasm"
    wasm-tools component new "$gen/$1.core.wasm" --adapt "wasi_snapshot_preview1=$ADAPTERS/wasi_snapshot_preview1.$2.wasm" -o "../$1.wasm"
}
make_component greeter reactor -mexec-model=reactor
make_component hello command ""
