using Compose.Wasm.Components;

namespace Compose.Wit.Making;

/// <summary>How a component is made of a core module.</summary>
public sealed record MakeOptions
{
    public static MakeOptions Default { get; } = new();

    /// <summary>What errors call the module.</summary>
    public string Name { get; init; } = "module";

    /// <summary>Modules that answer imports which no component knows, such as <c>wasi_snapshot_preview1</c>.</summary>
    public IReadOnlyList<AdapterModule> Adapters { get; init; } = [];
}
