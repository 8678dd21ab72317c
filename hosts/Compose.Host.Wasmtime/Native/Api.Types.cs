using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

internal static unsafe partial class Api
{
    [LibraryImport(Library, EntryPoint = "wasm_valtype_new")]
    public static partial nint ValTypeNew(byte kind);

    [LibraryImport(Library, EntryPoint = "wasmtime_wasm_valtype_v128")]
    public static partial nint ValTypeV128();

    [LibraryImport(Library, EntryPoint = "wasmtime_valtype_to_wasm")]
    public static partial nint ValTypeOf(EngineHandle engine, HeapValType* type);

    [LibraryImport(Library, EntryPoint = "wasmtime_valtype_new")]
    public static partial void ValTypeRead(nint type, HeapValType* result);

    [LibraryImport(Library, EntryPoint = "wasmtime_valtype_delete")]
    public static partial void HeapValTypeDelete(HeapValType* type);

    /// <summary>Copies the array; takes the pointers in it over.</summary>
    [LibraryImport(Library, EntryPoint = "wasm_valtype_vec_new")]
    public static partial void ValTypeVecNew(ByteVec* vector, nuint count, nint* types);

    /// <summary>Takes both vectors over.</summary>
    [LibraryImport(Library, EntryPoint = "wasm_functype_new")]
    public static partial nint FuncTypeNew(ByteVec* parameters, ByteVec* results);

    [LibraryImport(Library, EntryPoint = "wasm_functype_delete")]
    public static partial void FuncTypeDelete(nint type);

    /// <summary>Borrowed.</summary>
    [LibraryImport(Library, EntryPoint = "wasm_functype_params")]
    public static partial ByteVec* FuncTypeParams(nint type);

    /// <summary>Borrowed.</summary>
    [LibraryImport(Library, EntryPoint = "wasm_functype_results")]
    public static partial ByteVec* FuncTypeResults(nint type);

    /// <summary>Takes the value type over.</summary>
    [LibraryImport(Library, EntryPoint = "wasm_globaltype_new")]
    public static partial nint GlobalTypeNew(nint valueType, byte mutability);

    [LibraryImport(Library, EntryPoint = "wasm_globaltype_delete")]
    public static partial void GlobalTypeDelete(nint type);

    /// <summary>Takes the element type over.</summary>
    [LibraryImport(Library, EntryPoint = "wasm_tabletype_new")]
    public static partial nint TableTypeNew(nint elementType, NativeLimits* limits);

    [LibraryImport(Library, EntryPoint = "wasm_tabletype_delete")]
    public static partial void TableTypeDelete(nint type);

    [LibraryImport(Library, EntryPoint = "wasmtime_memorytype_new")]
    public static partial nint MemoryTypeNew(ulong minimum, [MarshalAs(UnmanagedType.U1)] bool hasMaximum, ulong maximum, [MarshalAs(UnmanagedType.U1)] bool is64, [MarshalAs(UnmanagedType.U1)] bool isShared, byte pageSizeLog2, nint* type);

    [LibraryImport(Library, EntryPoint = "wasmtime_memorytype_is64")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool MemoryTypeIs64(nint type);

    [LibraryImport(Library, EntryPoint = "wasm_memorytype_delete")]
    public static partial void MemoryTypeDelete(nint type);

    /// <summary>Takes the function type over.</summary>
    [LibraryImport(Library, EntryPoint = "wasm_tagtype_new")]
    public static partial nint TagTypeNew(nint functionType);

    /// <summary>Borrowed.</summary>
    [LibraryImport(Library, EntryPoint = "wasm_tagtype_functype")]
    public static partial nint TagTypeFunction(nint type);

    [LibraryImport(Library, EntryPoint = "wasm_tagtype_delete")]
    public static partial void TagTypeDelete(nint type);
}
