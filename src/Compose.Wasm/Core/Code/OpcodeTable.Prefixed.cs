namespace Compose.Wasm.Core;

public static partial class OpcodeTable
{
    // opcode, name, immediates, feature, signature (* = has rules of its own), log2 of access or lane bytes
    private static ReadOnlySpan<byte> GarbageCollectionRows => """
        000 struct.new                           type          gc                      *      -
        001 struct.new_default                   type          gc                      *      -
        002 struct.get                           type_field    gc                      *      -
        003 struct.get_s                         type_field    gc                      *      -
        004 struct.get_u                         type_field    gc                      *      -
        005 struct.set                           type_field    gc                      *      -
        006 array.new                            type          gc                      *      -
        007 array.new_default                    type          gc                      *      -
        008 array.new_fixed                      type_count    gc                      *      -
        009 array.new_data                       type_data     gc                      *      -
        00a array.new_elem                       type_elem     gc                      *      -
        00b array.get                            type          gc                      *      -
        00c array.get_s                          type          gc                      *      -
        00d array.get_u                          type          gc                      *      -
        00e array.set                            type          gc                      *      -
        00f array.len                            none          gc                      *      -
        010 array.fill                           type          gc                      *      -
        011 array.copy                           type_type     gc                      *      -
        012 array.init_data                      type_data     gc                      *      -
        013 array.init_elem                      type_elem     gc                      *      -
        014 ref.test                             heap          gc                      *      -
        015 ref.test_null                        heap          gc                      *      -
        016 ref.cast                             heap          gc                      *      -
        017 ref.cast_null                        heap          gc                      *      -
        018 br_on_cast                           cast          gc                      *      -
        019 br_on_cast_fail                      cast          gc                      *      -
        01a any.convert_extern                   none          gc                      *      -
        01b extern.convert_any                   none          gc                      *      -
        01c ref.i31                              none          gc                      *      -
        01d i31.get_s                            none          gc                      *      -
        01e i31.get_u                            none          gc                      *      -
        """u8;

    // opcode, name, immediates, feature, signature (* = has rules of its own), log2 of access or lane bytes
    private static ReadOnlySpan<byte> MiscellaneousRows => """
        000 i32.trunc_sat_f32_s                  none          saturating_float_to_int f:i    -
        001 i32.trunc_sat_f32_u                  none          saturating_float_to_int f:i    -
        002 i32.trunc_sat_f64_s                  none          saturating_float_to_int F:i    -
        003 i32.trunc_sat_f64_u                  none          saturating_float_to_int F:i    -
        004 i64.trunc_sat_f32_s                  none          saturating_float_to_int f:I    -
        005 i64.trunc_sat_f32_u                  none          saturating_float_to_int f:I    -
        006 i64.trunc_sat_f64_s                  none          saturating_float_to_int F:I    -
        007 i64.trunc_sat_f64_u                  none          saturating_float_to_int F:I    -
        008 memory.init                          data_memory   bulk_memory             *      -
        009 data.drop                            data          bulk_memory             *      -
        00a memory.copy                          memory_memory bulk_memory             *      -
        00b memory.fill                          memory        bulk_memory             *      -
        00c table.init                           elem_table    bulk_memory             *      -
        00d elem.drop                            elem          bulk_memory             *      -
        00e table.copy                           table_table   bulk_memory             *      -
        00f table.grow                           table         reference_types         *      -
        010 table.size                           table         reference_types         *      -
        011 table.fill                           table         reference_types         *      -
        013 i64.add128                           none          wide_arithmetic         *      -
        014 i64.sub128                           none          wide_arithmetic         *      -
        015 i64.mul_wide_s                       none          wide_arithmetic         *      -
        016 i64.mul_wide_u                       none          wide_arithmetic         *      -
        """u8;

    // opcode, name, immediates, feature, signature (* = has rules of its own), log2 of access or lane bytes
    private static ReadOnlySpan<byte> AtomicRows => """
        000 memory.atomic.notify                 mem           threads                 mi:i   2
        001 memory.atomic.wait32                 mem           threads                 miI:i  2
        002 memory.atomic.wait64                 mem           threads                 mII:i  3
        003 atomic.fence                         zero          threads                 :      -
        010 i32.atomic.load                      mem           threads                 m:i    2
        011 i64.atomic.load                      mem           threads                 m:I    3
        012 i32.atomic.load8_u                   mem           threads                 m:i    0
        013 i32.atomic.load16_u                  mem           threads                 m:i    1
        014 i64.atomic.load8_u                   mem           threads                 m:I    0
        015 i64.atomic.load16_u                  mem           threads                 m:I    1
        016 i64.atomic.load32_u                  mem           threads                 m:I    2
        017 i32.atomic.store                     mem           threads                 mi:    2
        018 i64.atomic.store                     mem           threads                 mI:    3
        019 i32.atomic.store8                    mem           threads                 mi:    0
        01a i32.atomic.store16                   mem           threads                 mi:    1
        01b i64.atomic.store8                    mem           threads                 mI:    0
        01c i64.atomic.store16                   mem           threads                 mI:    1
        01d i64.atomic.store32                   mem           threads                 mI:    2
        01e i32.atomic.rmw.add                   mem           threads                 mi:i   2
        01f i64.atomic.rmw.add                   mem           threads                 mI:I   3
        020 i32.atomic.rmw8.add_u                mem           threads                 mi:i   0
        021 i32.atomic.rmw16.add_u               mem           threads                 mi:i   1
        022 i64.atomic.rmw8.add_u                mem           threads                 mI:I   0
        023 i64.atomic.rmw16.add_u               mem           threads                 mI:I   1
        024 i64.atomic.rmw32.add_u               mem           threads                 mI:I   2
        025 i32.atomic.rmw.sub                   mem           threads                 mi:i   2
        026 i64.atomic.rmw.sub                   mem           threads                 mI:I   3
        027 i32.atomic.rmw8.sub_u                mem           threads                 mi:i   0
        028 i32.atomic.rmw16.sub_u               mem           threads                 mi:i   1
        029 i64.atomic.rmw8.sub_u                mem           threads                 mI:I   0
        02a i64.atomic.rmw16.sub_u               mem           threads                 mI:I   1
        02b i64.atomic.rmw32.sub_u               mem           threads                 mI:I   2
        02c i32.atomic.rmw.and                   mem           threads                 mi:i   2
        02d i64.atomic.rmw.and                   mem           threads                 mI:I   3
        02e i32.atomic.rmw8.and_u                mem           threads                 mi:i   0
        02f i32.atomic.rmw16.and_u               mem           threads                 mi:i   1
        030 i64.atomic.rmw8.and_u                mem           threads                 mI:I   0
        031 i64.atomic.rmw16.and_u               mem           threads                 mI:I   1
        032 i64.atomic.rmw32.and_u               mem           threads                 mI:I   2
        033 i32.atomic.rmw.or                    mem           threads                 mi:i   2
        034 i64.atomic.rmw.or                    mem           threads                 mI:I   3
        035 i32.atomic.rmw8.or_u                 mem           threads                 mi:i   0
        036 i32.atomic.rmw16.or_u                mem           threads                 mi:i   1
        037 i64.atomic.rmw8.or_u                 mem           threads                 mI:I   0
        038 i64.atomic.rmw16.or_u                mem           threads                 mI:I   1
        039 i64.atomic.rmw32.or_u                mem           threads                 mI:I   2
        03a i32.atomic.rmw.xor                   mem           threads                 mi:i   2
        03b i64.atomic.rmw.xor                   mem           threads                 mI:I   3
        03c i32.atomic.rmw8.xor_u                mem           threads                 mi:i   0
        03d i32.atomic.rmw16.xor_u               mem           threads                 mi:i   1
        03e i64.atomic.rmw8.xor_u                mem           threads                 mI:I   0
        03f i64.atomic.rmw16.xor_u               mem           threads                 mI:I   1
        040 i64.atomic.rmw32.xor_u               mem           threads                 mI:I   2
        041 i32.atomic.rmw.xchg                  mem           threads                 mi:i   2
        042 i64.atomic.rmw.xchg                  mem           threads                 mI:I   3
        043 i32.atomic.rmw8.xchg_u               mem           threads                 mi:i   0
        044 i32.atomic.rmw16.xchg_u              mem           threads                 mi:i   1
        045 i64.atomic.rmw8.xchg_u               mem           threads                 mI:I   0
        046 i64.atomic.rmw16.xchg_u              mem           threads                 mI:I   1
        047 i64.atomic.rmw32.xchg_u              mem           threads                 mI:I   2
        048 i32.atomic.rmw.cmpxchg               mem           threads                 mii:i  2
        049 i64.atomic.rmw.cmpxchg               mem           threads                 mII:I  3
        04a i32.atomic.rmw8.cmpxchg_u            mem           threads                 mii:i  0
        04b i32.atomic.rmw16.cmpxchg_u           mem           threads                 mii:i  1
        04c i64.atomic.rmw8.cmpxchg_u            mem           threads                 mII:I  0
        04d i64.atomic.rmw16.cmpxchg_u           mem           threads                 mII:I  1
        04e i64.atomic.rmw32.cmpxchg_u           mem           threads                 mII:I  2
        """u8;
}
