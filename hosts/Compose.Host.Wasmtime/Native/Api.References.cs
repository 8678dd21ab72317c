using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

internal static unsafe partial class Api
{
    [LibraryImport(Library, EntryPoint = "wasmtime_externref_new")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool ExternRefNew(nint context, nint data, nint finalizer, GcRef* reference);

    /// <summary>The data, or null where the reference wraps an internal one.</summary>
    [LibraryImport(Library, EntryPoint = "wasmtime_externref_data")]
    public static partial nint ExternRefData(nint context, GcRef* reference);

    [LibraryImport(Library, EntryPoint = "wasmtime_externref_unroot")]
    public static partial void ExternRefUnroot(GcRef* reference);

    [LibraryImport(Library, EntryPoint = "wasmtime_externref_from_raw")]
    public static partial void ExternRefFromRaw(nint context, uint raw, GcRef* reference);

    [LibraryImport(Library, EntryPoint = "wasmtime_externref_to_raw")]
    public static partial uint ExternRefToRaw(nint context, GcRef* reference);

    [LibraryImport(Library, EntryPoint = "wasmtime_anyref_unroot")]
    public static partial void AnyRefUnroot(GcRef* reference);

    [LibraryImport(Library, EntryPoint = "wasmtime_anyref_from_raw")]
    public static partial void AnyRefFromRaw(nint context, uint raw, GcRef* reference);

    [LibraryImport(Library, EntryPoint = "wasmtime_anyref_to_raw")]
    public static partial uint AnyRefToRaw(nint context, GcRef* reference);

    [LibraryImport(Library, EntryPoint = "wasmtime_anyref_clone")]
    public static partial void AnyRefClone(GcRef* source, GcRef* target);

    [LibraryImport(Library, EntryPoint = "wasmtime_externref_clone")]
    public static partial void ExternRefClone(GcRef* source, GcRef* target);

    [LibraryImport(Library, EntryPoint = "wasmtime_exnref_clone")]
    public static partial void ExnRefClone(GcRef* source, GcRef* target);

    [LibraryImport(Library, EntryPoint = "wasmtime_exnref_unroot")]
    public static partial void ExnRefUnroot(GcRef* reference);

    [LibraryImport(Library, EntryPoint = "wasmtime_exnref_from_raw")]
    public static partial void ExnRefFromRaw(nint context, uint raw, GcRef* reference);

    [LibraryImport(Library, EntryPoint = "wasmtime_exnref_to_raw")]
    public static partial uint ExnRefToRaw(nint context, GcRef* reference);

    [LibraryImport(Library, EntryPoint = "wasmtime_exnref_new")]
    public static partial nint ExnRefNew(nint context, ItemRef* tag, Val* fields, nuint count, GcRef* exception);

    [LibraryImport(Library, EntryPoint = "wasmtime_exnref_tag")]
    public static partial nint ExnRefTag(nint context, GcRef* exception, ItemRef* tag);

    [LibraryImport(Library, EntryPoint = "wasmtime_exnref_field")]
    public static partial nint ExnRefField(nint context, GcRef* exception, nuint index, Val* value);
}
