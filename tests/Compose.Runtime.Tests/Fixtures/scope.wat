;; front calls back, which may trap; aside has nothing to do with either.
(component
  (component $Back
    (core module $m
      (func (export "work") (param i32) (result i32)
        (if (i32.eqz (local.get 0)) (then (unreachable)))
        (local.get 0)))
    (core instance $i (instantiate $m))
    (func (export "work") (param "n" u32) (result u32) (canon lift (core func $i "work"))))
  (component $Front
    (import "work" (func $work (param "n" u32) (result u32)))
    (core func $lower (canon lower (func $work)))
    (core module $m
      (import "" "work" (func $work (param i32) (result i32)))
      (func (export "call") (param i32) (result i32) (i32.add (call $work (local.get 0)) (i32.const 1))))
    (core instance $i (instantiate $m (with "" (instance (export "work" (func $lower))))))
    (func (export "call") (param "n" u32) (result u32) (canon lift (core func $i "call"))))
  (instance $back (instantiate $Back))
  (instance $front (instantiate $Front (with "work" (func $back "work"))))
  (instance $aside (instantiate $Back))
  (export "front" (func $front "call"))
  (export "back" (func $back "work"))
  (export "aside" (func $aside "work"))
)
