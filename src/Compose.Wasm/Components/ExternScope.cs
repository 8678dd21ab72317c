namespace Compose.Wasm.Components;

/// <summary>The imports or the exports of a scope, while it is validated.</summary>
internal sealed class ExternScope
{
    private readonly Dictionary<string, string> _byUniqueKey = new(StringComparer.Ordinal);
    private readonly HashSet<string> _resourceNames = new(StringComparer.Ordinal);
    private readonly Dictionary<DefinedType, string> _nameOfResource = new(ReferenceEqualityComparer.Instance);

    public List<ComponentExtern> Items { get; } = [];

    /// <summary>
    /// Types that may be mentioned in further imports or exports: those that were imported, or exported, under a name.
    /// </summary>
    public HashSet<DefinedType> NamedTypes { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Records a name; the one it collides with, or null.</summary>
    public string? AddName(ExternName name, ComponentFeatures features)
    {
        var key = name.UniqueKey(features);
        if (_byUniqueKey.TryGetValue(key, out var previous))
        {
            return previous;
        }

        _byUniqueKey.Add(key, name.Text);
        return null;
    }

    /// <summary>Records that a resource is known under a name, for its constructor, methods and statics.</summary>
    public void AddResource(string name, ResourceType resource)
    {
        _nameOfResource[resource] = name;
        _resourceNames.Add(name);
    }

    public bool HasResource(string name) => _resourceNames.Contains(name);

    /// <summary>The name of a resource in this scope, or null.</summary>
    public string? NameOf(ResourceType resource) => _nameOfResource.GetValueOrDefault(resource);
}
