;; A record that a function names must have a name outside.
(component
  (type $t (record (field "a" u8)))
  (core module $m (func (export "f") (result i32) (i32.const 0)))
  (core instance $i (instantiate $m))
  (func (export "f") (result $t) (canon lift (core func $i "f"))))
