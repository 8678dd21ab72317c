;; Imports x:y/f on two tracks.
(component
  (import "x:y/f@0.2.0" (instance (export "go" (func (result u32)))))
  (import "x:y/f@0.3.0" (instance (export "go" (func (result u32))))))
