;; Exports x:y/f@1.4.0: one function.
(component
  (core module $m (func (export "go") (result i32) i32.const 7))
  (core instance $i (instantiate $m))
  (func $go (result u32) (canon lift (core func $i "go")))
  (instance $f (export "go" (func $go)))
  (export "x:y/f@1.4.0" (instance $f)))
