using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

/// <summary>
/// The functions of Wasmtime's C API that the engine uses; <see cref="Loading.WasmtimeLibrary"/> has loaded the library
/// and checked that it has them all. Pointers to opaque types are <c>nint</c>; what a function returns is owned by the
/// caller unless said otherwise. Functions that return an error return 0 for none.
/// </summary>
internal static unsafe partial class Api
{
    /// <summary>The name that the import resolver answers for.</summary>
    public const string Library = "wasmtime";

    [LibraryImport(Library, EntryPoint = "wasm_byte_vec_delete")]
    public static partial void ByteVecDelete(ByteVec* vector);

    [LibraryImport(Library, EntryPoint = "wasmtime_error_new")]
    public static partial nint ErrorNew(byte* message);

    [LibraryImport(Library, EntryPoint = "wasmtime_error_delete")]
    public static partial void ErrorDelete(nint error);

    [LibraryImport(Library, EntryPoint = "wasmtime_error_message")]
    public static partial void ErrorMessage(nint error, ByteVec* message);

    [LibraryImport(Library, EntryPoint = "wasmtime_error_wasm_trace")]
    public static partial void ErrorTrace(nint error, ByteVec* frames);

    [LibraryImport(Library, EntryPoint = "wasmtime_trap_new")]
    public static partial nint TrapNew(byte* message, nuint length);

    [LibraryImport(Library, EntryPoint = "wasm_trap_delete")]
    public static partial void TrapDelete(nint trap);

    [LibraryImport(Library, EntryPoint = "wasm_trap_message")]
    public static partial void TrapMessage(nint trap, ByteVec* message);

    [LibraryImport(Library, EntryPoint = "wasm_trap_trace")]
    public static partial void TrapTrace(nint trap, ByteVec* frames);

    [LibraryImport(Library, EntryPoint = "wasmtime_trap_code")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool TrapCode(nint trap, byte* code);

    [LibraryImport(Library, EntryPoint = "wasm_frame_vec_delete")]
    public static partial void FrameVecDelete(ByteVec* frames);

    [LibraryImport(Library, EntryPoint = "wasm_frame_func_index")]
    public static partial uint FrameFunctionIndex(nint frame);

    [LibraryImport(Library, EntryPoint = "wasm_frame_module_offset")]
    public static partial nuint FrameModuleOffset(nint frame);

    /// <summary>Borrowed from the frame; null where the module has no name.</summary>
    [LibraryImport(Library, EntryPoint = "wasmtime_frame_module_name")]
    public static partial ByteVec* FrameModuleName(nint frame);
}
