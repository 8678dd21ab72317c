;; Hands two lists of bytes to the host and gives back what it answers.
(component
  (import "test:host/bytes@1.0.0" (instance $host
    (export "join" (func (param "first" (list u8)) (param "second" (list u8)) (result (list u8))))))
  (core module $Memory
    (memory (export "memory") 1)
    (global $next (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (local $at i32)
      (local.set $at (global.get $next))
      (global.set $next (i32.add (global.get $next) (local.get 3)))
      (local.get $at))
    (data (i32.const 0) "one, two, three"))
  (core instance $memory (instantiate $Memory))
  (alias core export $memory "memory" (core memory $mem))
  (alias core export $memory "realloc" (core func $realloc))
  (core func $join (canon lower (func $host "join") (memory $mem) (realloc $realloc)))
  (core module $Main
    (import "host" "join" (func $join (param i32 i32 i32 i32 i32)))
    (func (export "go") (param $length i32) (result i32)
      (call $join (i32.const 0) (local.get $length) (i32.const 5) (local.get $length) (i32.const 512))
      (i32.const 512)))
  (core instance $main (instantiate $Main (with "host" (instance (export "join" (func $join))))))
  (func (export "go") (param "length" u32) (result (list u8))
    (canon lift (core func $main "go") (memory $mem) (realloc $realloc))))
