;; Defines a resource: each instance has its own.
(component
  (core module $m (func (export "new") (result i32) i32.const 1))
  (core instance $i (instantiate $m))
  (type $thing' (resource (rep i32)))
  (func $make (result (own $thing')) (canon lift (core func $i "new")))
  (component $c
    (import "import-thing" (type $t (sub resource)))
    (import "import-make" (func $make (result (own $t))))
    (export $e "thing" (type $t))
    (export "make" (func $make) (func (result (own $e)))))
  (instance $things (instantiate $c (with "import-thing" (type $thing')) (with "import-make" (func $make))))
  (export "x:y/things@1.0.0" (instance $things)))
