;; An instance is not given what it imports.
(component
  (component $c (import "a" (func)))
  (instance (instantiate $c)))
