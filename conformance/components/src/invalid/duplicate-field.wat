;; No field stands twice.
(component (type (record (field "a" u8) (field "a" u8))))
