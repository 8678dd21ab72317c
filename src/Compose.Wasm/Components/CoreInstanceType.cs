using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>The type of a core instance: exports by name.</summary>
public sealed class CoreInstanceType
{
    private readonly Dictionary<string, CoreItemType> _exports;

    internal CoreInstanceType(TypeInterner interner, Dictionary<string, CoreItemType> exports)
    {
        Interner = interner;
        _exports = exports;
    }

    public IReadOnlyDictionary<string, CoreItemType> Exports => _exports;

    internal TypeInterner Interner { get; }

    public bool TryGetExport(string name, out CoreItemType type) => _exports.TryGetValue(name, out type);
}
