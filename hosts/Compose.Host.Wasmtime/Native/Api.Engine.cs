using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

internal static unsafe partial class Api
{
    [LibraryImport(Library, EntryPoint = "wasm_config_new")]
    public static partial nint ConfigNew();

    [LibraryImport(Library, EntryPoint = "wasmtime_config_consume_fuel_set")]
    public static partial void ConfigConsumeFuel(nint config, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_epoch_interruption_set")]
    public static partial void ConfigEpochInterruption(nint config, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_max_wasm_stack_set")]
    public static partial void ConfigMaxStack(nint config, nuint bytes);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_memory_init_cow_set")]
    public static partial void ConfigMemoryInitCow(nint config, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_host_memory_creator_set")]
    public static partial void ConfigMemoryCreator(nint config, MemoryCreator* creator);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_wasm_relaxed_simd_deterministic_set")]
    public static partial void ConfigRelaxedSimdDeterministic(nint config, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_wasm_relaxed_simd_set")]
    public static partial void ConfigRelaxedSimd(nint config, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_wasm_tail_call_set")]
    public static partial void ConfigTailCalls(nint config, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_wasm_multi_memory_set")]
    public static partial void ConfigMultiMemory(nint config, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_wasm_memory64_set")]
    public static partial void ConfigMemory64(nint config, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_wasm_function_references_set")]
    public static partial void ConfigFunctionReferences(nint config, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_wasm_gc_set")]
    public static partial void ConfigGc(nint config, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_wasm_exceptions_set")]
    public static partial void ConfigExceptions(nint config, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_wasm_threads_set")]
    public static partial void ConfigThreads(nint config, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_concurrency_support_set")]
    public static partial void ConfigConcurrency(nint config, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_native_unwind_info_set")]
    public static partial void ConfigNativeUnwindInfo(nint config, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_macos_use_mach_ports_set")]
    public static partial void ConfigMachPorts(nint config, [MarshalAs(UnmanagedType.U1)] bool value);

    /// <summary>Takes the configuration over.</summary>
    [LibraryImport(Library, EntryPoint = "wasm_engine_new_with_config")]
    public static partial nint EngineNew(nint config);

    [LibraryImport(Library, EntryPoint = "wasm_engine_delete")]
    public static partial void EngineDelete(nint engine);

    /// <summary>From any thread.</summary>
    [LibraryImport(Library, EntryPoint = "wasmtime_engine_increment_epoch")]
    public static partial void EngineIncrementEpoch(EngineHandle engine);

    [LibraryImport(Library, EntryPoint = "wasmtime_module_new")]
    public static partial nint ModuleNew(EngineHandle engine, byte* bytes, nuint length, out nint module);

    [LibraryImport(Library, EntryPoint = "wasmtime_module_delete")]
    public static partial void ModuleDelete(nint module);

    [LibraryImport(Library, EntryPoint = "wasmtime_module_serialize")]
    public static partial nint ModuleSerialize(CodeHandle module, ByteVec* bytes);

    /// <summary>Runs whatever code the bytes hold: they must be authentic.</summary>
    [LibraryImport(Library, EntryPoint = "wasmtime_module_deserialize")]
    public static partial nint ModuleDeserialize(EngineHandle engine, byte* bytes, nuint length, out nint module);
}
