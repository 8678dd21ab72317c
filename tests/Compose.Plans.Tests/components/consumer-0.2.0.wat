;; Imports x:y/f@0.2.0.
(component
  (import "x:y/f@0.2.0" (instance $f (export "go" (func (result u32)))))
  (alias export $f "go" (func $go))
  (core func $low (canon lower (func $go)))
  (core module $m (import "" "go" (func $g (result i32))) (func (export "run") (result i32) call $g))
  (core instance $i (instantiate $m (with "" (instance (export "go" (func $low))))))
  (func $run (result u32) (canon lift (core func $i "run")))
  (export "run" (func $run)))
