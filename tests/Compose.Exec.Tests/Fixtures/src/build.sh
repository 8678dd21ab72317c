#!/usr/bin/env bash
# Rebuilds provider.wasm and consumer.wasm; needs what examples/composer/src/build.sh needs.
set -euo pipefail
cd "$(dirname "$0")"
gen=$(mktemp -d)
trap 'rm -rf "$gen"' EXIT
mkdir -p "$gen/wit/deps"
cp linking.wit "$gen/wit/"
cp -r ../../../../wit/compose-dynlink "$gen/wit/deps/"
make_component() { # world, adapter, extra clang flags
    wit-bindgen c --world "$1" --out-dir "$gen" "$gen/wit"
    clang --target=wasm32-wasi -O2 -Wall -Wextra -Wl,--strip-all $3 -I"$gen" "$1.c" "$gen/$1.c" "$gen/${1}_component_type.o" -o "$gen/$1.core.wasm"
    wasm-tools component new "$gen/$1.core.wasm" --adapt "wasi_snapshot_preview1=$ADAPTERS/wasi_snapshot_preview1.$2.wasm" -o "../$1.wasm"
}
make_component provider reactor -mexec-model=reactor
make_component consumer command ""
