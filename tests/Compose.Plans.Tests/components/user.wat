;; Wants a maker of the very things that it knows itself.
(component
  (import "x:y/things@1.0.0" (instance $things
    (export "thing" (type $t (sub resource)))
    (export "make" (func (result (own $t))))))
  (alias export $things "thing" (type $thing))
  (import "x:y/maker@1.0.0" (instance $maker
    (alias outer 1 $thing (type $t))
    (export "get" (func (result (own $t))))))
  (alias export $maker "get" (func $get))
  (export "get" (func $get)))
