using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Compose.Engine;
using Compose.Host.Wasmtime.Loading;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime;

/// <summary>
/// Runs core WebAssembly with Wasmtime through the core part of its C API. Components stay above the seam, so whatever is
/// granted, limited or traced holds here as on the embedded engine.
/// </summary>
public sealed class WasmtimeEngine : ICoreEngine
{
    private const WasmFeatures Accepted = WasmFeatures.Wasm3;

    private readonly Lock _gate = new();
    private readonly Dictionary<EngineProfile, NativeEngine> _engines = [];
    private readonly ConditionalWeakTable<CoreModule, List<WasmtimeModule>> _modules = [];
    private readonly WasmtimeOptions _options;
    private bool _disposed;

    /// <summary>Loads the library, if the process has not, and starts an engine.</summary>
    /// <exception cref="ComposeException"><c>Exec.EngineMissing</c>, <c>Exec.EngineUnusable</c>, <c>Exec.EngineConflict</c>.</exception>
    public WasmtimeEngine(WasmtimeOptions? options = null)
    {
        _options = options ?? new WasmtimeOptions();
        Location = _options.Location ?? WasmtimeLibrary.Find() ?? throw new ComposeException(WasmtimeLibrary.Missing());
        WasmtimeLibrary.Load(Location);
        string version = WasmtimeLibrary.Identity is { } build ? $"{WasmtimeLibrary.Version}+{build[..8]}" : WasmtimeLibrary.Version!;
        string processor = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        Info = new EngineInfo
        {
            Name = "wasmtime",
            Version = version,
            Features = EngineFeatures.Wasm2 | EngineFeatures.Simd | EngineFeatures.RelaxedSimd | EngineFeatures.TailCalls | EngineFeatures.MultiMemory
                | EngineFeatures.Memory64 | EngineFeatures.ExtendedConst | EngineFeatures.FunctionReferences
                | EngineFeatures.Exceptions | EngineFeatures.Gc | EngineFeatures.Fuel,
            Fingerprint = $"wasmtime/{version} {processor} settings:{EngineFor(fuel: false, EngineProfile.MaxStackBytes).Settings.Hex[..16]}",
        };
    }

    public EngineInfo Info { get; }

    /// <summary>Where the library came from.</summary>
    public WasmtimeLocation Location { get; }

    /// <summary>None for a library whose build is not known: code of another could be taken for its own.</summary>
    internal ICodeCache? Cache => WasmtimeLibrary.Identity is null ? null : _options.Cache;

    public ICoreModule Compile(CoreModule module, CompileOptions? options = null)
    {
        options ??= CompileOptions.Default;
        List<WasmtimeModule> made = _modules.GetOrCreateValue(module);
        lock (made)
        {
            foreach (WasmtimeModule known in made)
            {
                if (known.Options with { Validated = options.Validated } == options)
                {
                    return known;
                }
            }

            FeatureCheck.Require(module, Accepted, "wasmtime");
            var result = new WasmtimeModule(this, module, options);
            result.CodeFor(EngineFor(options.Fuel, EngineProfile.MaxStackBytes));
            made.Add(result);
            return result;
        }
    }

    public ICoreStore CreateStore(StoreOptions? options = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new WasmtimeStore(this, options ?? StoreOptions.Default);
    }

    /// <summary>Ends the engine; modules and stores that are left live on, and free theirs by themselves.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            // Their handles go when nothing needs them any more.
            _disposed = true;
            _engines.Clear();
        }
    }

    internal NativeEngine EngineFor(bool fuel, int stackBytes)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var profile = new EngineProfile(fuel, stackBytes);
            if (!_engines.TryGetValue(profile, out NativeEngine? engine))
            {
                engine = new NativeEngine(profile);
                _engines.Add(profile, engine);
            }

            return engine;
        }
    }
}
