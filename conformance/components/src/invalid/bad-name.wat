;; A name that is not kebab case.
(component (component $c) (export "a_b" (component $c)))
