;; An instance is given a function of another type.
(component
  (import "f" (func (result u8)))
  (component $c (import "a" (func (result string))))
  (instance (instantiate $c (with "a" (func 0)))))
