;; A string that is given needs a realloc.
(component
  (core module $m (memory (export "m") 1) (func (export "f") (param i32 i32)))
  (core instance $i (instantiate $m))
  (alias core export $i "m" (core memory $m))
  (func (export "f") (param "s" string) (canon lift (core func $i "f") (memory $m))))
