using Compose.Runtime.Abi;
using Compose.Wasm.Core;

namespace Compose.Runtime.Linking;

/// <summary>Flat types as core types.</summary>
internal static class CoreTypes
{
    public static ValType Of(FlatKind kind) => kind switch
    {
        FlatKind.I64 => ValType.I64,
        FlatKind.F32 => ValType.F32,
        FlatKind.F64 => ValType.F64,
        _ => ValType.I32,
    };

    public static FuncType Function(ReadOnlySpan<FlatKind> parameters, ReadOnlySpan<FlatKind> results) =>
        new(Of(parameters), Of(results));

    private static ReadOnlySpan<ValType> Of(ReadOnlySpan<FlatKind> kinds)
    {
        var types = new ValType[kinds.Length];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = Of(kinds[i]);
        }

        return types;
    }
}
