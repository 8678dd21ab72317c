;; Hands out things of the x:y/things it was given.
(component
  (import "x:y/things@1.0.0" (instance $things
    (export "thing" (type $t (sub resource)))
    (export "make" (func (result (own $t))))))
  (alias export $things "thing" (type $thing))
  (alias export $things "make" (func $make))
  (component $c
    (import "import-thing" (type $t (sub resource)))
    (import "import-make" (func $make (result (own $t))))
    (export "get" (func $make) (func (result (own $t)))))
  (instance $maker (instantiate $c (with "import-thing" (type $thing)) (with "import-make" (func $make))))
  (export "x:y/maker@1.0.0" (instance $maker)))
