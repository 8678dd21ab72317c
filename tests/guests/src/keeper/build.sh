#!/usr/bin/env bash
# Rebuilds keeper.wasm. Needs clang, lld, wasi-libc and libclang-rt for wasm32, wit-bindgen, wasm-tools, and the WIT of
# WASI 0.2.12 (WASI_WIT=folder of http.wit and its fellows).
set -euo pipefail
cd "$(dirname "$0")"
gen=$(mktemp -d)
trap 'rm -rf "$gen"' EXIT
cp -r wit "$gen/wit"
mkdir "$gen/wit/deps"
cp "$WASI_WIT"/*.wit "$gen/wit/deps"
cp -r ../../../../wit/sys-compose ../../../../wit/std-secrets "$gen/wit/deps/"
wit-bindgen c --world handler --out-dir "$gen" "$gen/wit"
clang --target=wasm32-wasi -mexec-model=reactor -O2 -Wall -Wl,--strip-debug -I"$gen" keeper.c "$gen/handler.c" "$gen/handler_component_type.o" -o "$gen/keeper.core.wasm"
wasm-tools component new "$gen/keeper.core.wasm" -o ../../keeper.wasm
