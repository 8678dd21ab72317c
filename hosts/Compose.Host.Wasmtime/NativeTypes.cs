using Compose.Host.Wasmtime.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime;

/// <summary>Types as the library's own objects, for what the host makes. The caller deletes them.</summary>
internal static unsafe class NativeTypes
{
    private const byte External = 128;
    private const byte Function = 129;

    public static nint Of(EngineHandle engine, FuncType type)
    {
        ByteVec parameters, results;
        Fill(engine, type.Params, &parameters);
        Fill(engine, type.Results, &results);
        return Api.FuncTypeNew(&parameters, &results);
    }

    public static nint Of(EngineHandle engine, ValType type)
    {
        if (!type.IsRef)
        {
            return type.Kind switch
            {
                ValKind.I32 => Api.ValTypeNew(0),
                ValKind.I64 => Api.ValTypeNew(1),
                ValKind.F32 => Api.ValTypeNew(2),
                ValKind.F64 => Api.ValTypeNew(3),
                _ => Api.ValTypeV128(),
            };
        }

        if (type == ValType.FuncRef)
        {
            return Api.ValTypeNew(Function);
        }

        if (type == ValType.ExternRef)
        {
            return Api.ValTypeNew(External);
        }

        var native = new HeapValType { Kind = HeapValType.Reference, Nullable = type.IsNullable ? (byte)1 : (byte)0, HeapKind = HeapKindOf(type.Heap.Kind) };
        return Api.ValTypeOf(engine, &native);
    }

    /// <summary>The type of a function of the library, concrete references as their abstract ones.</summary>
    public static FuncType Read(nint functionType) => new(Read(Api.FuncTypeParams(functionType)), Read(Api.FuncTypeResults(functionType)));

    private static ValType[] Read(ByteVec* vector)
    {
        var types = new ValType[(int)vector->Size];
        for (int i = 0; i < types.Length; i++)
        {
            HeapValType native;
            Api.ValTypeRead(((nint*)vector->Data)[i], &native);
            types[i] = native.Kind switch
            {
                0 => ValType.I32,
                1 => ValType.I64,
                2 => ValType.F32,
                3 => ValType.F64,
                4 => ValType.V128,
                _ => ValType.Ref(HeapType.Of(KindOf(native.HeapKind)), native.Nullable != 0),
            };
            Api.HeapValTypeDelete(&native);
        }

        return types;
    }

    private static void Fill(EngineHandle engine, ReadOnlySpan<ValType> types, ByteVec* vector)
    {
        nint* pointers = stackalloc nint[Math.Max(1, types.Length)];
        for (int i = 0; i < types.Length; i++)
        {
            pointers[i] = Of(engine, types[i]);
        }

        Api.ValTypeVecNew(vector, (nuint)types.Length, pointers);
    }

    private static byte HeapKindOf(HeapKind kind) => kind switch
    {
        HeapKind.Extern => 0,
        HeapKind.NoExtern => 1,
        HeapKind.Func => 2,
        HeapKind.NoFunc => 4,
        HeapKind.Any => 5,
        HeapKind.None => 6,
        HeapKind.Eq => 7,
        HeapKind.I31 => 8,
        HeapKind.Array => 9,
        HeapKind.Struct => 11,
        HeapKind.Exn => 13,
        HeapKind.NoExn => 15,

        // A host's type has no type space of its own; concrete types mean functions there.
        _ => 2,
    };

    private static HeapKind KindOf(byte kind) => kind switch
    {
        0 => HeapKind.Extern,
        1 => HeapKind.NoExtern,
        4 => HeapKind.NoFunc,
        5 => HeapKind.Any,
        6 => HeapKind.None,
        7 => HeapKind.Eq,
        8 => HeapKind.I31,
        9 or 10 => HeapKind.Array,
        11 or 12 => HeapKind.Struct,
        13 or 14 => HeapKind.Exn,
        15 => HeapKind.NoExn,
        _ => HeapKind.Func,
    };
}
