;; A core module whose function leaves nothing where it promised a number.
(component (core module (func (result i32))))
