using Compose.Plans;

namespace Compose.Exec.Engines;

/// <summary>What decides the engine of a run.</summary>
public sealed record EngineRequest
{
    /// <summary>What the caller asks for; null leaves it to the plan, and without one to the embedded engine.</summary>
    public EngineChoice? Choice { get; init; }

    /// <summary>The library of Wasmtime, or its folder; null to search. Asks for Wasmtime where <see cref="Choice"/> is null.</summary>
    public string? WasmtimePath { get; init; }

    /// <summary>The engine that the plan, met with the host's policy, insists on.</summary>
    public PlanEngine? Required { get; init; }

    /// <summary>Where compiled code is kept between processes: the store's folder; null keeps none.</summary>
    public string? CacheRoot { get; init; }

    /// <summary>Told about what was done instead of what was asked, and about a cache that cannot be used.</summary>
    public Action<ComposeError>? OnNotice { get; init; }
}
