#!/usr/bin/env bash
# Rebuilds provider.wasm, consumer.wasm and explorer.wasm; needs what examples/composer/src/build.sh needs, and the WIT
# packages of WASI 0.2 (WASI_WIT=folder).
set -euo pipefail
cd "$(dirname "$0")"
gen=$(mktemp -d)
trap 'rm -rf "$gen"' EXIT
mkdir -p "$gen/wit/deps"
cp -r ../../../../wit/{sys-compose,canon-cbor,canon-wit,compose-host,compose-dynlink} "$gen/wit/deps/"
for package in io clocks random cli filesystem sockets http; do cp "$WASI_WIT/$package.wit" "$gen/wit/deps/"; done
make_component() { # world, its file, adapter, extra clang flags
    rm -f "$gen"/wit/*.wit
    cp "$2.wit" "$gen/wit/"
    wit-bindgen c --world "$1" --out-dir "$gen" "$gen/wit"
    clang --target=wasm32-wasi -O2 -Wall -Wextra -Wl,--strip-all $4 -I"$gen" "$1.c" "$gen/$1.c" "$gen/${1}_component_type.o" -o "$gen/$1.core.wasm"
    wasm-tools component new "$gen/$1.core.wasm" --adapt "wasi_snapshot_preview1=$ADAPTERS/wasi_snapshot_preview1.$3.wasm" -o "../$1.wasm"
}
make_component provider linking reactor -mexec-model=reactor
make_component consumer linking command ""
make_component explorer explorer command ""
