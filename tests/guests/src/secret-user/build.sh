#!/usr/bin/env bash
# Rebuilds secret-user.wasm. Needs clang, lld, wasi-libc and libclang-rt for wasm32, wit-bindgen, wasm-tools, and the
# command adapter of Wasmtime (ADAPTER=wasi_snapshot_preview1.command.wasm).
set -euo pipefail
cd "$(dirname "$0")"
gen=$(mktemp -d)
trap 'rm -rf "$gen"' EXIT
cp -r wit "$gen/wit"
for package in std-secrets std-audit std-metrics std-attest; do
    mkdir -p "$gen/wit/deps/$package"
    cp "../../../../wit/$package.wit" "$gen/wit/deps/$package"
done
wit-bindgen c --world secret-user --out-dir "$gen" "$gen/wit"
clang --target=wasm32-wasi -O2 -Wall -Wl,--strip-debug -I"$gen" main.c "$gen/secret_user.c" "$gen/secret_user_component_type.o" -o "$gen/core.wasm"
wasm-tools component new "$gen/core.wasm" --adapt wasi_snapshot_preview1="$ADAPTER" -o "$gen/out.wasm"
wasm-tools strip -a "$gen/out.wasm" -o ../../secret-user.wasm
