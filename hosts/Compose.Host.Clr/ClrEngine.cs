using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.Host.Clr;

/// <summary>
/// Runs core WebAssembly by translating each function, when it is first called, to IL that the .NET runtime compiles to
/// machine code. Bounds checks, stack limits and interruption are always on. Needs a 64-bit process with a just-in-time
/// compiler.
/// </summary>
public sealed class ClrEngine : ICoreEngine
{
    private static readonly WasmFeatures s_accepted = WasmFeatures.Wasm2 | WasmFeatures.TailCalls | WasmFeatures.MultiMemory
        | WasmFeatures.Memory64 | WasmFeatures.ExtendedConst | WasmFeatures.FunctionReferences | WasmFeatures.Exceptions
        | WasmFeatures.RelaxedSimd;

    private readonly ConditionalWeakTable<CoreModule, List<ClrModule>> _modules = [];

    /// <exception cref="ComposeException"><c>Exec.NotSupported</c>: this process cannot compile code.</exception>
    public ClrEngine()
        : this(Tiering.Default)
    {
    }

    internal ClrEngine(Tiering tiering)
    {
        Tiering = tiering;
        if (!RuntimeFeature.IsDynamicCodeSupported || !RuntimeFeature.IsDynamicCodeCompiled || !Environment.Is64BitProcess || !BitConverter.IsLittleEndian)
        {
            throw new ComposeException(
                ErrorCodes.Exec.NotSupported,
                "the engine 'clr' compiles WebAssembly with the .NET just-in-time compiler, which this process does not have",
                hint: "run on the 64-bit .NET runtime with its JIT (not a NativeAOT build), or choose another engine");
        }

        string version = typeof(ClrEngine).Assembly.GetName().Version?.ToString(3) ?? "0";
        Info = new EngineInfo
        {
            Name = "clr",
            Version = version,
            Features = EngineFeatures.Wasm2 | EngineFeatures.Simd | EngineFeatures.RelaxedSimd | EngineFeatures.TailCalls | EngineFeatures.MultiMemory
                | EngineFeatures.Memory64 | EngineFeatures.ExtendedConst | EngineFeatures.FunctionReferences
                | EngineFeatures.Exceptions | EngineFeatures.Fuel | EngineFeatures.ResumableFuel,
            Fingerprint = $"clr/{version} net/{Environment.Version} {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}+{InstructionSet()}",
        };
    }

    public EngineInfo Info { get; }

    internal Tiering Tiering { get; }

    /// <summary>
    /// Canonical type numbers, the same in all modules of the process: an indirect call compares one number. Modules and
    /// stores release theirs when they end.
    /// </summary>
    internal static TypeInterner Types { get; } = new();

    public ICoreModule Compile(CoreModule module, CompileOptions? options = null)
    {
        options ??= CompileOptions.Default;
        List<ClrModule> made = _modules.GetOrCreateValue(module);
        lock (made)
        {
            foreach (ClrModule known in made)
            {
                if (known.Options with { Validated = options.Validated } == options)
                {
                    return known;
                }
            }

            FeatureCheck.RequireCompilable(module);

            // Whoever validated the module pays for one pass over it already; there the translator refuses, function by function.
            if (!options.Validated)
            {
                Engine.FeatureCheck.Require(module, s_accepted, "clr");
                CoreModuleValidator.Validate(module, new TypeInterner(), Environment.ProcessorCount);
            }

            var result = new ClrModule(this, module, options);
            made.Add(result);
            return result;
        }
    }

    public ICoreStore CreateStore(StoreOptions? options = null) => new ClrStore(this, options ?? StoreOptions.Default);

    /// <summary>Modules and stores live on by themselves; there is nothing to free.</summary>
    public void Dispose()
    {
    }

    private static string InstructionSet() =>
        Avx512F.IsSupported ? "avx512" : Avx2.IsSupported ? "avx2" : Sse41.IsSupported ? "sse4" : AdvSimd.IsSupported ? "neon" : "base";
}
