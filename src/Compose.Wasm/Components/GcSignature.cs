using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>
/// Whether a core function type can carry a component function type in the garbage-collected canonical ABI: values are
/// structs, arrays and external references instead of bytes in memory. An experiment of one validator; no
/// specification describes it.
/// </summary>
/// <param name="structures">The core struct and array types by canonical id.</param>
/// <param name="encoding">How strings are encoded.</param>
/// <param name="offset">Offset for errors.</param>
internal readonly struct GcSignature(IReadOnlyDictionary<int, CoreTypeEntry> structures, StringEncoding encoding, long offset)
{
    public void Check(ComponentFuncType type, FuncType core)
    {
        if (core.Params.Length != type.Parameters.Count)
        {
            WasmErrors.Invalid(offset, $"the core type has {core.Params.Length} parameters, but the component function has {type.Parameters.Count} parameters");
        }

        for (var i = 0; i < type.Parameters.Count; i++)
        {
            Check(type.Parameters[i].Type, core.Params[i], isField: false);
        }

        var results = type.Result is null ? 0 : 1;
        if (core.Results.Length != results)
        {
            WasmErrors.Invalid(offset, $"the core type has {core.Results.Length} results, but the component function has {results} results");
        }

        if (type.Result is not null)
        {
            Check(type.Result, core.Results[0], isField: false);
        }
    }

    private void Check(ComponentValueType type, ValType core, bool isField)
    {
        switch (type)
        {
            case PrimitiveType primitive:
                Primitive(primitive, core, isField);
                break;
            case RecordType record:
                Struct(type, core, [.. record.Fields.Select(static field => field.Type)]);
                break;
            case TupleType tuple:
                Struct(type, core, tuple.Elements);
                break;
            case ListType list:
                Check(list.Element, Array(type, core), isField: true);
                break;
            case FixedListType list:
                Check(list.Element, Array(type, core), isField: true);
                break;
            case FlagsType or EnumType:
                Require(core == ValType.I32, type, core, "i32");
                break;
            case SumType:
                // The cases are subtypes of one empty struct.
                Require(
                    Structure(core) is { Syntax.Kind: CompositeKind.Struct, Fields.Length: 0 }, type, core, "(ref null? (struct))");
                break;
            case HandleType or StreamType or FutureType:
                Require(core.IsRef && core.Heap.Kind == HeapKind.Extern, type, core, "(ref null? extern)");
                break;
            default:
                WasmErrors.NotSupported(offset, $"`{type.KindName}` in the garbage-collected canonical ABI", "a lowering that nobody has defined");
                break;
        }
    }

    private void Primitive(PrimitiveType type, ValType core, bool isField)
    {
        var expected = type.Kind switch
        {
            PrimitiveKind.Bool or PrimitiveKind.S8 or PrimitiveKind.U8 => isField ? ValType.I8 : ValType.I32,
            PrimitiveKind.S16 or PrimitiveKind.U16 => isField ? ValType.I16 : ValType.I32,
            PrimitiveKind.S64 or PrimitiveKind.U64 => ValType.I64,
            PrimitiveKind.F32 => ValType.F32,
            PrimitiveKind.F64 => ValType.F64,
            _ => ValType.I32,
        };
        switch (type.Kind)
        {
            case PrimitiveKind.String:
                var unit = encoding == StringEncoding.Utf16 ? ValType.I16 : ValType.I8;
                Require(
                    Structure(core) is { Syntax.Kind: CompositeKind.Array } array && array.Fields[0].Storage == unit,
                    type, core, $"(ref null? (array (mut? {unit})))");
                break;
            case PrimitiveKind.ErrorContext:
                Require(core.IsRef && core.Heap.Kind == HeapKind.Extern, type, core, "(ref null? extern)");
                break;
            default:
                Require(core == expected, type, core, expected.ToString());
                break;
        }
    }

    private void Struct(ComponentValueType type, ValType core, IReadOnlyList<ComponentValueType> fields)
    {
        if (Structure(core) is not { Syntax.Kind: CompositeKind.Struct } structure)
        {
            Require(false, type, core, "(ref null? (struct ...))");
            return;
        }

        if (structure.Fields.Length != fields.Count)
        {
            WasmErrors.Invalid(offset, $"core `struct` has {structure.Fields.Length} fields, but component `{type.KindName}` has {fields.Count} fields");
        }

        for (var i = 0; i < fields.Count; i++)
        {
            Check(fields[i], structure.Fields[i].Storage, isField: true);
        }
    }

    private ValType Array(ComponentValueType type, ValType core)
    {
        var structure = Structure(core);
        Require(structure is { Syntax.Kind: CompositeKind.Array }, type, core, "(ref null? (array ...))");
        return structure!.Value.Fields[0].Storage;
    }

    private CoreTypeEntry? Structure(ValType core) =>
        core.IsRef && core.Heap.IsConcrete && structures.TryGetValue(core.Heap.TypeIndex, out var entry) ? entry : null;

    private void Require(bool condition, ComponentValueType type, ValType core, string expected)
    {
        if (!condition)
        {
            WasmErrors.Invalid(offset, $"expected to lower component `{type.KindName}` type to core `{expected}` type, but found `{core}`");
        }
    }
}
