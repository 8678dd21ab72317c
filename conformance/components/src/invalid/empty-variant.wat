;; A variant has a case.
(component (type (variant)))
