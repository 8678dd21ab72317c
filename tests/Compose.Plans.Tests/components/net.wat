;; Imports what grants with scopes are about: sockets, HTTP and directories, as little of each as makes an import.
(component
  (import "wasi:sockets/network@0.2.0" (instance $network (export "network" (type (sub resource)))))
  (alias export $network "network" (type $network-type))
  (import "wasi:sockets/instance-network@0.2.0" (instance
    (alias outer 1 $network-type (type $outer))
    (export "network" (type $n (eq $outer)))
    (export "instance-network" (func (result (own $n))))))
  (import "wasi:http/outgoing-handler@0.2.0" (instance (export "handle" (func))))
  (import "wasi:filesystem/types@0.2.0" (instance $fs (export "descriptor" (type (sub resource)))))
  (alias export $fs "descriptor" (type $descriptor))
  (import "wasi:filesystem/preopens@0.2.0" (instance
    (alias outer 1 $descriptor (type $outer))
    (export "descriptor" (type $d (eq $outer)))
    (export "get-directories" (func (result (list (tuple (own $d) string))))))))
