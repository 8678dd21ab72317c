;; Names that differ in nothing but case are one name.
(component (component $c) (export "a-b" (component $c)) (export "A-B" (component $c)))
