;; post-return takes what the function answered.
(component
  (core module $m (memory (export "m") 1) (func (export "f") (result i32) (i32.const 0)) (func (export "p") (param i64)))
  (core instance $i (instantiate $m))
  (alias core export $i "m" (core memory $m))
  (func (export "f") (result string) (canon lift (core func $i "f") (memory $m) (post-return (core func $i "p")))))
