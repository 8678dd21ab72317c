;; Only the component that defines a resource makes one.
(component
  (import "r" (type $r (sub resource)))
  (core func (canon resource.new $r)))
