;; Imports a plain function and a plain instance.
(component
  (import "go" (func (result u32)))
  (import "kit" (instance (export "go" (func (result u32))))))
