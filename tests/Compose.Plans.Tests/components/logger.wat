;; Imports an interface that is neither WASI nor any component's: only a host can offer it. And one of types only.
(component
  (import "acme:log/types@1.0.0" (instance (type $l' (enum "info" "warn")) (export "level" (type (eq $l')))))
  (import "acme:log/sink@1.0.0" (instance (export "write" (func (param "line" string)))))
  (import "wasi:random/random@0.2.0" (instance (export "get-random-u64" (func (result u64)))))
  (import "wasi:cli/environment@0.2.0" (instance (export "get-arguments" (func (result (list string)))))))
