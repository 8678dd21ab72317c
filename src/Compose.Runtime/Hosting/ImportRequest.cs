using Compose.Wasm.Components;

namespace Compose.Runtime;

/// <summary>One import of a root component that wants an answer.</summary>
public sealed class ImportRequest
{
    public ImportRequest(string name)
    {
        Name = name;
    }

    /// <summary>The exact import name: <c>wasi:cli/environment@0.2.9</c>.</summary>
    public string Name { get; }

    /// <summary>The interface that it names (by its <c>implements</c> attribute or by its name), or null for a plain name.</summary>
    public InterfaceName? Interface { get; init; }

    /// <summary>The type that the component declares.</summary>
    public ComponentExternType? Type { get; init; }

    /// <summary>The names of the functions that the component declares in the interface, in order; the import's own name for a plain function.</summary>
    public IReadOnlyList<string> Functions { get; init; } = [];

    /// <summary>The names of the resource types that the component declares in the interface, in order.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];
}
