;; Hands every request on to the next handler: the resources of wasi:http/types cross two edges.
(component
  (import "wasi:http/types@0.2.3" (instance $types
    (export "incoming-request" (type (sub resource)))
    (export "response-outparam" (type (sub resource)))))
  (alias export $types "incoming-request" (type $request))
  (alias export $types "response-outparam" (type $outparam))
  (import "wasi:http/incoming-handler@0.2.3" (instance $next
    (alias outer 1 $request (type $r0)) (alias outer 1 $outparam (type $o0))
    (export "incoming-request" (type $r (eq $r0)))
    (export "response-outparam" (type $o (eq $o0)))
    (export "handle" (func (param "request" (own $r)) (param "response-out" (own $o))))))
  (core func $next' (canon lower (func $next "handle")))
  (core module $m
    (import "" "next" (func $next (param i32 i32)))
    (func (export "handle") (param i32 i32) (call $next (local.get 0) (local.get 1))))
  (core instance $i (instantiate $m (with "" (instance (export "next" (func $next'))))))
  (func $handle (param "request" (own $request)) (param "response-out" (own $outparam)) (canon lift (core func $i "handle")))
  (component $shape
    (import "incoming-request" (type $r (sub resource)))
    (import "response-outparam" (type $o (sub resource)))
    (import "handle" (func $handle (param "request" (own $r)) (param "response-out" (own $o))))
    (export $r' "incoming-request" (type $r))
    (export $o' "response-outparam" (type $o))
    (export "handle" (func $handle) (func (param "request" (own $r')) (param "response-out" (own $o')))))
  (instance $handler (instantiate $shape
    (with "incoming-request" (type $request)) (with "response-outparam" (type $outparam)) (with "handle" (func $handle))))
  (export "wasi:http/incoming-handler@0.2.3" (instance $handler)))
