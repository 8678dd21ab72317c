;; Imports and exports x:y/pump@0.1.0, which passes an input-stream of WASI along.
(component
  (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
  (import "wasi:io/streams@0.2.0" (instance $streams (export "input-stream" (type $in (sub resource))) (export "[method]input-stream.skip" (func (param "self" (borrow $in)) (result u32)))))
  (alias export $streams "input-stream" (type $in))
  (import "x:y/pump@0.1.0" (instance $next (alias outer 1 $in (type $i)) (export "pump" (func (param "s" (own $i))))))
  (alias export $next "pump" (func $pump))
  (component $c
    (import "import-in" (type $t (sub resource)))
    (import "import-pump" (func $p (param "s" (own $t))))
    (export "pump" (func $p)))
  (instance $x (instantiate $c (with "import-in" (type $in)) (with "import-pump" (func $pump))))
  (export "x:y/pump@0.1.0" (instance $x)))
