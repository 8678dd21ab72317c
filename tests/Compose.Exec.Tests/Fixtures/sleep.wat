;; A command that waits for half a second.
(component
  (import "wasi:io/poll@0.2.12" (instance $poll
    (export "pollable" (type $p (sub resource)))
    (export "[method]pollable.block" (func (param "self" (borrow $p))))))
  (alias export $poll "pollable" (type $pollable))
  (import "wasi:clocks/monotonic-clock@0.2.12" (instance $clock
    (alias outer 1 $pollable (type $p0))
    (export "pollable" (type $p (eq $p0)))
    (export "subscribe-duration" (func (param "when" u64) (result (own $p))))))
  (core func $block (canon lower (func $poll "[method]pollable.block")))
  (core func $subscribe (canon lower (func $clock "subscribe-duration")))
  (core module $m
    (import "h" "block" (func $block (param i32)))
    (import "h" "subscribe" (func $subscribe (param i64) (result i32)))
    (func (export "run") (result i32)
      (call $block (call $subscribe (i64.const 500000000)))
      (i32.const 0)))
  (core instance $i (instantiate $m (with "h" (instance (export "block" (func $block)) (export "subscribe" (func $subscribe))))))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (instance $c (export "run" (func $run)))
  (export "wasi:cli/run@0.2.12" (instance $c)))
