;; Rules about entering and leaving instances.
(component
  (component $Callee
    (core module $m
      (memory (export "memory") 1)
      (global $posted (mut i32) (i32.const 0))
      (func (export "greet") (result i32) (i32.store (i32.const 16) (i32.const 32)) (i32.store (i32.const 20) (i32.const 2)) (i32.const 16))
      (data (i32.const 32) "hi")
      (func (export "post") (param i32) (global.set $posted (i32.add (global.get $posted) (i32.const 1))))
      (func (export "posted") (result i32) (global.get $posted))
      (func (export "fail") (result i32) unreachable))
    (core instance $i (instantiate $m))
    (alias core export $i "memory" (core memory $memory))
    (func (export "greet") (result string) (canon lift (core func $i "greet") (memory $memory) (post-return (core func $i "post"))))
    (func (export "posted") (result u32) (canon lift (core func $i "posted")))
    (func (export "fail") (result u32) (canon lift (core func $i "fail"))))
  (component $Caller
    (import "callee" (instance $callee
      (export "greet" (func (result string)))
      (export "posted" (func (result u32)))
      (export "fail" (func (result u32)))))
    (core module $memory (memory (export "memory") 1) (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 512)))
    (core instance $mem (instantiate $memory))
    (alias core export $mem "memory" (core memory $memory))
    (core func $greet (canon lower (func $callee "greet") (memory $memory) (realloc (core func $mem "realloc"))))
    (core func $posted (canon lower (func $callee "posted")))
    (core func $fail (canon lower (func $callee "fail")))
    (core module $m
      (import "" "memory" (memory 1))
      (import "" "greet" (func $greet (param i32)))
      (import "" "posted" (func $posted (result i32)))
      (import "" "fail" (func $fail (result i32)))
      ;; After two calls post-return ran twice, and the text is in our memory.
      (func (export "posted-twice") (result i32) (call $greet (i32.const 0)) (call $greet (i32.const 0)) (call $posted))
      (func (export "copied") (result i32) (call $greet (i32.const 0)) (i32.load16_u (i32.load (i32.const 0))))
      (func (export "callee-traps") (result i32) (drop (call $fail)) (i32.const 1)))
    (core instance $i (instantiate $m (with "" (instance
      (export "memory" (memory $memory)) (export "greet" (func $greet)) (export "posted" (func $posted)) (export "fail" (func $fail))))))
    (func (export "posted-twice") (result u32) (canon lift (core func $i "posted-twice")))
    (func (export "copied") (result u32) (canon lift (core func $i "copied")))
    (func (export "callee-traps") (result u32) (canon lift (core func $i "callee-traps"))))
  (instance $callee (instantiate $Callee))
  (instance $caller (instantiate $Caller (with "callee" (instance $callee))))
  (export "posted-twice" (func $caller "posted-twice"))
  (export "copied" (func $caller "copied"))
  (export "callee-traps" (func $caller "callee-traps"))
)
