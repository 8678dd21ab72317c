;; Imports what no host offers.
(component
  (import "nobody:offers/this@1.0.0" (instance (export "f" (func))))
  (core module $m (func (export "run")))
  (core instance $i (instantiate $m))
  (func (export "run") (canon lift (core func $i "run")))
)
