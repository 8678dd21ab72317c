#!/usr/bin/env bash
# Rebuilds composer.wasm. Needs clang, lld, wasi-libc and libclang-rt for wasm32, wit-bindgen, wasm-tools, and the
# wasi_snapshot_preview1 adapters (ADAPTERS=folder).
set -euo pipefail
cd "$(dirname "$0")"
gen=$(mktemp -d)
trap 'rm -rf "$gen"' EXIT
mkdir -p "$gen/wit/deps"
cp composer.wit "$gen/wit/"
cp -r ../../../wit/sys-compose "$gen/wit/deps/"
wit-bindgen c --world composer --out-dir "$gen" "$gen/wit"
clang --target=wasm32-wasi -O2 -Wall -Wextra -Wl,--strip-debug -I"$gen" composer.c "$gen/composer.c" "$gen/composer_component_type.o" -o "$gen/composer.core.wasm"
wasm-tools component new "$gen/composer.core.wasm" --adapt "wasi_snapshot_preview1=$ADAPTERS/wasi_snapshot_preview1.command.wasm" -o ../composer.wasm
