;; What a rehearsal runs: one of each kind of thing that the code of guests mostly consists of.
;; Rehearsal.cs holds it as a binary: wasm-tools parse Rehearsal.wat | wasm-tools strip -a | base64 -w 110
(module
  (type $callee (func (param i32) (result i32)))
  (import "host" "tell" (func $tell (param i32 i32)))
  (memory 1)
  (table 1 funcref)
  (elem (i32.const 0) $twice)
  (data (i32.const 0) "rehearsal\n")
  (global $count (mut i32) (i32.const 0))
  (func $twice (type $callee)
    (if (result i32) (local.get 0) (then (i32.shl (local.get 0) (i32.const 1))) (else (i32.const 3))))
  (func (export "run") (result i32)
    (local $at i32)
    (local $sum i64)
    (local $mean f64)
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $at) (i32.const 10)))
        (local.set $sum (i64.add (local.get $sum) (i64.load8_u (local.get $at))))
        (i64.store offset=64 (local.get $at) (local.get $sum))
        (i32.store8 offset=80 (local.get $at) (i32.load8_s offset=64 (local.get $at)))
        (local.set $mean (f64.div (f64.convert_i64_s (local.get $sum)) (f64.const 10)))
        (global.set $count (i32.add (global.get $count) (call_indirect (type $callee) (local.get $at) (i32.const 0))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (call $tell (i32.const 0) (local.get $at))
    (i32.add (global.get $count) (i32.trunc_sat_f64_s (local.get $mean)))))
