;; Exports x:y/pump@0.1.0 over the input-stream of another patch version of WASI.
(component
  (import "wasi:io/streams@0.2.12" (instance $streams (export "input-stream" (type $in (sub resource)))))
  (alias export $streams "input-stream" (type $in))
  (core module $m (func (export "pump") (param i32)))
  (core instance $i (instantiate $m))
  (func $pump (param "s" (own $in)) (canon lift (core func $i "pump")))
  (component $c
    (import "import-in" (type $t (sub resource)))
    (import "import-pump" (func $p (param "s" (own $t))))
    (export "pump" (func $p)))
  (instance $x (instantiate $c (with "import-in" (type $in)) (with "import-pump" (func $pump))))
  (export "x:y/pump@0.1.0" (instance $x)))
