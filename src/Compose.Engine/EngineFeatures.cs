namespace Compose.Engine;

/// <summary>
/// What an engine can do. A caller asks before it relies on one; a module that needs a missing one is refused by
/// <see cref="ICoreEngine.Compile"/> with <c>Component.NotSupported</c>, never run differently.
/// </summary>
[Flags]
public enum EngineFeatures : uint
{
    None = 0,

    /// <summary>All of core WebAssembly 2.0 except SIMD.</summary>
    Wasm2 = 1u << 0,
    Simd = 1u << 1,
    RelaxedSimd = 1u << 2,
    TailCalls = 1u << 3,
    MultiMemory = 1u << 4,
    Memory64 = 1u << 5,
    ExtendedConst = 1u << 6,
    FunctionReferences = 1u << 7,
    Exceptions = 1u << 8,
    Gc = 1u << 9,
    Threads = 1u << 10,

    /// <summary>Guest threads of control can be suspended without a host thread each.</summary>
    Suspend = 1u << 11,

    /// <summary>Fuel can be counted (<see cref="CompileOptions.Fuel"/>).</summary>
    Fuel = 1u << 12,

    /// <summary>A task that ran out of fuel can go on with more, instead of trapping.</summary>
    ResumableFuel = 1u << 13,
}
