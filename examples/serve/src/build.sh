#!/usr/bin/env bash
# Rebuilds greeter.wasm. Needs clang, lld, wasi-libc and libclang-rt for wasm32, wit-bindgen, wasm-tools, the WIT of WASI
# 0.2.12 (WASI_WIT=folder of http.wit and its fellows) and the wasi_snapshot_preview1 adapters (ADAPTERS=folder).
set -euo pipefail
cd "$(dirname "$0")"
gen=$(mktemp -d)
trap 'rm -rf "$gen"' EXIT
mkdir -p "$gen/wit/deps"
cp web.wit "$gen/wit"
cp "$WASI_WIT"/*.wit "$gen/wit/deps"
wit-bindgen c --world web --out-dir "$gen" "$gen/wit"
clang --target=wasm32-wasi -mexec-model=reactor -O2 -Wall -Wextra -Wl,--strip-debug -I"$gen" greeter.c "$gen/web.c" "$gen/web_component_type.o" -o "$gen/web.core.wasm"
wasm-tools component new "$gen/web.core.wasm" --adapt "wasi_snapshot_preview1=$ADAPTERS/wasi_snapshot_preview1.reactor.wasm" -o ../greeter.wasm
