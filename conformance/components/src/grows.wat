;; Numbers whose bits a host might choose, and a table that grows as far as it may.
(component
  (core module $program
    (table $table 1 funcref)
    ;; The bits of what has no value: 0/0 and the root of -1.
    (func (export "quotient") (param $zero f64) (result i64)
      (i64.reinterpret_f64 (f64.div (local.get $zero) (local.get $zero))))
    (func (export "root") (param $negative f64) (result i64)
      (i64.reinterpret_f64 (f64.sqrt (local.get $negative))))
    (func (export "grow") (param $step i32) (result i32)
      (loop $more
        (br_if $more (i32.and
          (i32.ne (table.grow $table (ref.null func) (local.get $step)) (i32.const -1))
          (i32.lt_u (table.size $table) (i32.const 5000000)))))
      (table.size $table)))
  (core instance $program (instantiate $program))
  (func (export "quotient") (param "zero" f64) (result u64) (canon lift (core func $program "quotient")))
  (func (export "root") (param "negative" f64) (result u64) (canon lift (core func $program "root")))
  (func (export "grow") (param "step" u32) (result u32) (canon lift (core func $program "grow"))))
