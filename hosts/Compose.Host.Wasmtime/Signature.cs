using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime;

/// <summary>How the values of a function type lie in slots and in the library's raw values.</summary>
internal sealed class Signature
{
    private Signature(FuncType type, SlotKind[] parameters, SlotKind[] results)
    {
        Type = type;
        Params = parameters;
        Results = results;
        ParamSlots = Count(parameters);
        ResultSlots = Count(results);
        RawCount = Math.Max(parameters.Length, results.Length);
        HasReferences = Array.Exists(parameters, IsReference) || Array.Exists(results, IsReference);
    }

    public FuncType Type { get; }

    public SlotKind[] Params { get; }

    public SlotKind[] Results { get; }

    public int ParamSlots { get; }

    public int ResultSlots { get; }

    public int SlotCount => Math.Max(ParamSlots, ResultSlots);

    /// <summary>Raw values that a call needs.</summary>
    public int RawCount { get; }

    public bool HasReferences { get; }

    /// <summary>The layout of a type; concrete references count in the type space of <paramref name="module"/>, and are functions without one.</summary>
    public static Signature Of(FuncType type, CoreModule? module)
    {
        return new Signature(type, Kinds(type.Params, module), Kinds(type.Results, module));

        static SlotKind[] Kinds(ReadOnlySpan<ValType> types, CoreModule? module)
        {
            var kinds = new SlotKind[types.Length];
            for (int i = 0; i < kinds.Length; i++)
            {
                kinds[i] = KindOf(types[i], module);
            }

            return kinds;
        }
    }

    public static SlotKind KindOf(ValType type, CoreModule? module) => type.Kind switch
    {
        ValKind.I32 or ValKind.F32 => SlotKind.Word,
        ValKind.I64 or ValKind.F64 => SlotKind.Long,
        ValKind.V128 => SlotKind.Vector,
        _ => type.Heap.Kind switch
        {
            HeapKind.Func or HeapKind.NoFunc => SlotKind.Function,
            HeapKind.Extern or HeapKind.NoExtern => SlotKind.External,
            HeapKind.Exn or HeapKind.NoExn => SlotKind.Exception,
            HeapKind.Concrete => module is null || module.Types[type.Heap.TypeIndex].IsFunc ? SlotKind.Function : SlotKind.Any,
            _ => SlotKind.Any,
        },
    };

    private static bool IsReference(SlotKind kind) => kind >= SlotKind.Function;

    private static int Count(SlotKind[] kinds)
    {
        int count = 0;
        foreach (SlotKind kind in kinds)
        {
            count += kind == SlotKind.Vector ? 2 : 1;
        }

        return count;
    }
}
