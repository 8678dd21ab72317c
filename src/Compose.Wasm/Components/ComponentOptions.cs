using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>What a reader and a validator of components accept.</summary>
public sealed record ComponentOptions
{
    public static ComponentOptions Default { get; } = new();

    /// <summary>Nothing but what may not change any more: shipped features and WebAssembly 3.0. What passes here passes everywhere.</summary>
    public static ComponentOptions Strict { get; } = new() { Features = ComponentFeatures.Shipped, CoreFeatures = WasmFeatures.Wasm3 };

    /// <summary>Everything that is known, gated features and names that earlier drafts allowed included.</summary>
    public static ComponentOptions Lenient { get; } = new() { Features = ComponentFeatures.All & ~ComponentFeatures.HyphenInsensitiveNames };

    /// <summary>Features of the component model.</summary>
    public ComponentFeatures Features { get; init; } = ComponentFeatures.Default;

    /// <summary>Features of the core modules within.</summary>
    public WasmFeatures CoreFeatures { get; init; } = WasmFeatures.All;

    public ComponentLimits Limits { get; init; } = ComponentLimits.Default;

    /// <summary>
    /// Leave the bodies of core functions unvalidated: everything else of a core module is checked. For hosts that
    /// validate bodies when they compile them; a large guest then starts fast.
    /// </summary>
    public bool DeferFunctionBodies { get; init; }

    /// <summary>
    /// Components that were validated by themselves under the same options already: where their very bytes are nested in
    /// another, they are taken as they are, neither read nor validated again. Offsets within them then count from their own
    /// beginning.
    /// </summary>
    public IReadOnlyList<ResolvedComponent> Known { get; init; } = [];

    internal bool Has(ComponentFeatures feature) => (Features & feature) == feature;
}
