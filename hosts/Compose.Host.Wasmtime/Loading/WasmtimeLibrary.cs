using System.Reflection;
using System.Runtime.InteropServices;
using Compose.Host.Wasmtime.Native;

namespace Compose.Host.Wasmtime.Loading;

/// <summary>
/// Finds and loads Wasmtime's library: an explicit path, else <c>COMPOSE_WASMTIME</c>, else beside the program, else the
/// system's loader. A process loads one, the first it is asked for: struct layouts and signal handlers are its own.
/// </summary>
public static unsafe class WasmtimeLibrary
{
    /// <summary>The variable that names the library or its folder.</summary>
    public const string Variable = "COMPOSE_WASMTIME";

    /// <summary>The release whose layouts the bindings know; patch releases keep them.</summary>
    public const string SupportedMajor = "50";

    private static readonly Lock s_gate = new();

    // One of each part that a library can be built without, and of what was added last.
    private static readonly string[] s_probes =
    [
        "wasm_engine_new", "wasm_engine_new_with_config", "wasmtime_module_new", "wasmtime_module_serialize", "wasmtime_module_deserialize", "wasmtime_func_call_unchecked", "wasmtime_tag_eq",
        "wasmtime_exnref_new", "wasmtime_context_set_exception", "wasmtime_anyref_from_raw", "wasmtime_pooling_allocation_config_new",
        "wasmtime_config_concurrency_support_set", "wasmtime_config_wasm_exceptions_set", "wasmtime_error_new",
    ];

    private static WasmtimeLocation? s_loaded;
    private static nint s_handle;
    private static string? s_version;
    private static string? s_identity;

    /// <summary>The platform's name of the library.</summary>
    public static string FileName =>
        OperatingSystem.IsWindows() ? "wasmtime.dll" : OperatingSystem.IsMacOS() ? "libwasmtime.dylib" : "libwasmtime.so";

    /// <summary>The library that this process has loaded, or null.</summary>
    public static WasmtimeLocation? Loaded => s_loaded;

    /// <summary>Version of the loaded library as far as it tells, or null: releases tell only their major number.</summary>
    public static string? Version => s_version;

    /// <summary>Tells the builds of one version apart; null where nothing is loaded or the file is not known.</summary>
    public static string? Identity => s_identity;

    /// <summary>
    /// Where the library is, or null where there is none. For the system's loader this loads it, since there is no other
    /// way to ask.
    /// </summary>
    /// <param name="path">A file, or the folder it is in; null or empty to search.</param>
    /// <exception cref="ComposeException"><c>Exec.EngineMissing</c>: what the option or the variable names is not there.</exception>
    public static WasmtimeLocation? Find(string? path = null)
    {
        if (!string.IsNullOrEmpty(path))
        {
            return Named(path, WasmtimeOrigin.Option);
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Named(named, WasmtimeOrigin.Environment);
        }

        string beside = Path.Combine(AppContext.BaseDirectory, FileName);
        if (File.Exists(beside))
        {
            return new WasmtimeLocation(beside, WasmtimeOrigin.BesideProgram);
        }

        lock (s_gate)
        {
            if (s_loaded is { Origin: WasmtimeOrigin.System })
            {
                return s_loaded;
            }

            if (NativeLibrary.TryLoad(FileName, typeof(WasmtimeLibrary).Assembly, DllImportSearchPath.SafeDirectories, out nint handle))
            {
                NativeLibrary.Free(handle);
                return new WasmtimeLocation(FileName, WasmtimeOrigin.System);
            }
        }

        return null;
    }

    /// <summary>What to say and do where <see cref="Find"/> finds nothing.</summary>
    public static ComposeError Missing() => new(
        ErrorCodes.Exec.EngineMissing,
        $"Wasmtime is not installed: {FileName} is neither named by --wasmtime or {Variable}, nor beside the program, nor known to the system's loader",
        Hint: $"take the C API of Wasmtime {SupportedMajor} from its releases and name the library with --wasmtime or {Variable}");

    /// <summary>Loads the library once; later calls check that they mean the same file.</summary>
    /// <exception cref="ComposeException"><c>Exec.EngineUnusable</c> with the reason; <c>Exec.EngineConflict</c> when the
    /// process has loaded another file.</exception>
    internal static void Load(WasmtimeLocation location)
    {
        lock (s_gate)
        {
            if (s_loaded is { } loaded)
            {
                if (Canonical(loaded) != Canonical(location))
                {
                    throw new ComposeException(
                        ErrorCodes.Exec.EngineConflict,
                        $"this process uses Wasmtime from {loaded.Path} already and cannot use {location.Path} too",
                        hint: "name one library, or use another process");
                }

                return;
            }

            nint handle = Open(location);
            foreach (string probe in s_probes)
            {
                if (!NativeLibrary.TryGetExport(handle, probe, out _))
                {
                    throw Unusable(location, $"it has no function {probe}, so it is not the C API of Wasmtime {SupportedMajor}, or was built without parts of it");
                }
            }

            // Asked through addresses of this library alone: nothing is bound to it for good before it is known to fit.
            string version = ReadVersion(handle) ?? "of an unknown version";
            SignalStacks.Restore();
            if (version != SupportedMajor && !version.StartsWith(SupportedMajor + ".", StringComparison.Ordinal))
            {
                throw Unusable(location, $"it is Wasmtime {version}; this program knows the layouts of {SupportedMajor}");
            }

            NativeLibrary.SetDllImportResolver(typeof(WasmtimeLibrary).Assembly, Resolve);
            s_handle = handle;
            s_version = version;
            s_identity = LibraryIdentity.Of(location);
            s_loaded = location;
        }
    }

    private static WasmtimeLocation Named(string path, WasmtimeOrigin origin)
    {
        string file = Path.GetFullPath(Directory.Exists(path) ? Path.Combine(path, FileName) : path);
        var location = new WasmtimeLocation(file, origin);
        return File.Exists(file)
            ? location
            : throw new ComposeException(
                ErrorCodes.Exec.EngineMissing,
                $"{location.OriginText} names {file}, which is not there",
                hint: $"name {FileName} of Wasmtime {SupportedMajor}, or the folder it is in");
    }

    private static nint Open(WasmtimeLocation location)
    {
        if (location.Origin == WasmtimeOrigin.System)
        {
            return NativeLibrary.TryLoad(location.Path, typeof(WasmtimeLibrary).Assembly, DllImportSearchPath.SafeDirectories, out nint found)
                ? found
                : throw new ComposeException(Missing());
        }

        try
        {
            if (LibraryFile.Refuse(location.Path) is { } reason)
            {
                throw Unusable(location, reason);
            }

            return NativeLibrary.Load(location.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DllNotFoundException or BadImageFormatException)
        {
            throw Unusable(location, e.Message);
        }
    }

    /// <summary>Compiles the empty module and reads what the library writes about itself.</summary>
    private static string? ReadVersion(nint library)
    {
        nint Function(string name) => NativeLibrary.GetExport(library, name);

        nint engine = ((delegate* unmanaged[Cdecl]<nint>)Function("wasm_engine_new"))();
        nint module = 0;
        var bytes = default(ByteVec);
        fixed (byte* empty = "\0asm\x1\0\0\0"u8)
        {
            nint error = ((delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint*, nint>)Function("wasmtime_module_new"))(engine, empty, 8, &module);
            if (error == 0)
            {
                error = ((delegate* unmanaged[Cdecl]<nint, ByteVec*, nint>)Function("wasmtime_module_serialize"))(module, &bytes);
            }

            if (error != 0)
            {
                return null;
            }
        }

        string? version = EngineSection.VersionOf(EngineSection.Find(bytes.Span));
        ((delegate* unmanaged[Cdecl]<ByteVec*, void>)Function("wasm_byte_vec_delete"))(&bytes);
        ((delegate* unmanaged[Cdecl]<nint, void>)Function("wasmtime_module_delete"))(module);
        ((delegate* unmanaged[Cdecl]<nint, void>)Function("wasm_engine_delete"))(engine);
        return version;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) => name == Api.Library ? s_handle : 0;

    private static string Canonical(WasmtimeLocation location) =>
        location.Origin == WasmtimeOrigin.System ? location.Path : File.ResolveLinkTarget(location.Path, returnFinalTarget: true)?.FullName ?? location.Path;

    private static ComposeException Unusable(WasmtimeLocation location, string reason) => new(
        ErrorCodes.Exec.EngineUnusable,
        $"the Wasmtime library {location.Path} ({location.OriginText}) cannot be used: {reason}",
        hint: $"take the C API of Wasmtime {SupportedMajor} for this system from its releases");
}
