;; Two exports of one name.
(component (component $c) (export "a" (component $c)) (export "a" (component $c)))
