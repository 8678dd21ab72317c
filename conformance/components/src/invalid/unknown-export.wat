;; An alias of what an instance does not export.
(component
  (component $c)
  (instance $i (instantiate $c))
  (alias export $i "a" (func)))
