;; Gives its own standard input to whoever asks: an input-stream crosses a wire. WASI 0.2.12.
(component
  (import "wasi:io/streams@0.2.12" (instance $streams (export "input-stream" (type (sub resource)))))
  (alias export $streams "input-stream" (type $in))
  (import "wasi:cli/stdin@0.2.12" (instance $stdin
    (alias outer 1 $in (type $i0)) (export "input-stream" (type $i (eq $i0)))
    (export "get-stdin" (func (result (own $i))))))
  (core func $get (canon lower (func $stdin "get-stdin")))
  (core module $m
    (import "" "get" (func $get (result i32)))
    (func (export "open") (result i32) (call $get)))
  (core instance $i (instantiate $m (with "" (instance (export "get" (func $get))))))
  (func $open (result (own $in)) (canon lift (core func $i "open")))
  (component $shape
    (import "input-stream" (type $in (sub resource)))
    (import "open" (func $open (result (own $in))))
    (export $i "input-stream" (type $in))
    (export "open" (func $open) (func (result (own $i)))))
  (instance $source (instantiate $shape (with "input-stream" (type $in)) (with "open" (func $open))))
  (export "test:io/source@1.0.0" (instance $source)))
