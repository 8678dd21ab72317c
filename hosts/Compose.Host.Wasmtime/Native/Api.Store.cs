using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

internal static unsafe partial class Api
{
    [LibraryImport(Library, EntryPoint = "wasmtime_store_new")]
    public static partial nint StoreNew(EngineHandle engine, nint data, nint finalizer);

    [LibraryImport(Library, EntryPoint = "wasmtime_store_delete")]
    public static partial void StoreDelete(nint store);

    /// <summary>Borrowed: lives as long as the store.</summary>
    [LibraryImport(Library, EntryPoint = "wasmtime_store_context")]
    public static partial nint StoreContext(nint store);

    [LibraryImport(Library, EntryPoint = "wasmtime_store_limiter")]
    public static partial void StoreLimiter(nint store, long memoryBytes, long tableElements, long instances, long tables, long memories);

    [LibraryImport(Library, EntryPoint = "wasmtime_store_epoch_deadline_callback")]
    public static partial void StoreEpochCallback(nint store, delegate* unmanaged[Cdecl]<nint, nint, ulong*, byte*, nint> callback, nint data, nint finalizer);

    [LibraryImport(Library, EntryPoint = "wasmtime_context_set_epoch_deadline")]
    [SuppressGCTransition]
    public static partial void ContextSetEpochDeadline(nint context, ulong ticksBeyondCurrent);

    [LibraryImport(Library, EntryPoint = "wasmtime_context_set_fuel")]
    public static partial nint ContextSetFuel(nint context, ulong fuel);

    [LibraryImport(Library, EntryPoint = "wasmtime_context_get_fuel")]
    public static partial nint ContextGetFuel(nint context, ulong* fuel);

    [LibraryImport(Library, EntryPoint = "wasmtime_context_has_exception")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool ContextHasException(nint context);

    [LibraryImport(Library, EntryPoint = "wasmtime_context_take_exception")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool ContextTakeException(nint context, GcRef* exception);

    /// <summary>A trap that a host function must return.</summary>
    [LibraryImport(Library, EntryPoint = "wasmtime_context_set_exception")]
    public static partial nint ContextSetException(nint context, GcRef* exception);

    [LibraryImport(Library, EntryPoint = "wasmtime_instance_new")]
    public static partial nint InstanceNew(nint context, CodeHandle module, Extern* imports, nuint count, InstanceRef* instance, nint* trap);

    [LibraryImport(Library, EntryPoint = "wasmtime_instance_export_get")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool InstanceExportGet(nint context, InstanceRef* instance, byte* name, nuint length, Extern* item);

    [LibraryImport(Library, EntryPoint = "wasmtime_func_new_unchecked")]
    public static partial void FuncNew(nint context, nint type, delegate* unmanaged[Cdecl]<nint, nint, ValRaw*, nuint, nint> callback, nint environment, nint finalizer, FuncRef* function);

    [LibraryImport(Library, EntryPoint = "wasmtime_func_call_unchecked")]
    public static partial nint FuncCall(nint context, FuncRef* function, ValRaw* values, nuint count, nint* trap);

    [LibraryImport(Library, EntryPoint = "wasmtime_func_from_raw")]
    public static partial void FuncFromRaw(nint context, nint raw, FuncRef* function);

    [LibraryImport(Library, EntryPoint = "wasmtime_func_to_raw")]
    public static partial nint FuncToRaw(nint context, FuncRef* function);

    [LibraryImport(Library, EntryPoint = "wasmtime_func_type")]
    public static partial nint FuncType(nint context, FuncRef* function);

    [LibraryImport(Library, EntryPoint = "wasmtime_memory_new")]
    public static partial nint MemoryNew(nint context, nint type, ItemRef* memory);

    [LibraryImport(Library, EntryPoint = "wasmtime_memory_data")]
    [SuppressGCTransition]
    public static partial byte* MemoryData(nint context, ItemRef* memory);

    [LibraryImport(Library, EntryPoint = "wasmtime_memory_data_size")]
    [SuppressGCTransition]
    public static partial nuint MemoryDataSize(nint context, ItemRef* memory);

    [LibraryImport(Library, EntryPoint = "wasmtime_memory_grow")]
    public static partial nint MemoryGrow(nint context, ItemRef* memory, ulong pages, ulong* former);

    [LibraryImport(Library, EntryPoint = "wasmtime_table_new")]
    public static partial nint TableNew(nint context, nint type, Val* initial, ItemRef* table);

    [LibraryImport(Library, EntryPoint = "wasmtime_table_get")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool TableGet(nint context, ItemRef* table, ulong index, Val* value);

    [LibraryImport(Library, EntryPoint = "wasmtime_table_set")]
    public static partial nint TableSet(nint context, ItemRef* table, ulong index, Val* value);

    [LibraryImport(Library, EntryPoint = "wasmtime_table_size")]
    [SuppressGCTransition]
    public static partial ulong TableSize(nint context, ItemRef* table);

    [LibraryImport(Library, EntryPoint = "wasmtime_table_grow")]
    public static partial nint TableGrow(nint context, ItemRef* table, ulong elements, Val* initial, ulong* former);

    [LibraryImport(Library, EntryPoint = "wasmtime_global_new")]
    public static partial nint GlobalNew(nint context, nint type, Val* initial, ItemRef* global);

    [LibraryImport(Library, EntryPoint = "wasmtime_global_get")]
    public static partial void GlobalGet(nint context, ItemRef* global, Val* value);

    [LibraryImport(Library, EntryPoint = "wasmtime_global_set")]
    public static partial nint GlobalSet(nint context, ItemRef* global, Val* value);

    /// <summary>For numbers and vectors only: those neither allocate nor wait.</summary>
    [LibraryImport(Library, EntryPoint = "wasmtime_global_get")]
    [SuppressGCTransition]
    public static partial void GlobalGetNumber(nint context, ItemRef* global, Val* value);

    /// <summary>As <see cref="GlobalGetNumber"/>.</summary>
    [LibraryImport(Library, EntryPoint = "wasmtime_global_set")]
    [SuppressGCTransition]
    public static partial nint GlobalSetNumber(nint context, ItemRef* global, Val* value);

    [LibraryImport(Library, EntryPoint = "wasmtime_tag_new")]
    public static partial nint TagNew(nint context, nint type, ItemRef* tag);

    [LibraryImport(Library, EntryPoint = "wasmtime_tag_type")]
    public static partial nint TagType(nint context, ItemRef* tag);
}
