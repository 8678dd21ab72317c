using System.Diagnostics.CodeAnalysis;

namespace Compose.Runtime.Linking;

/// <summary>The exports of a component instance or of a bag of exports.</summary>
internal sealed class ExportMap(int capacity) : RuntimeInstance
{
    private readonly Dictionary<string, object> _items = new(capacity, StringComparer.Ordinal);

    public IReadOnlyDictionary<string, object> Items => _items;

    public void Add(string name, object item) => _items[name] = item;

    public override bool TryGet(string name, [NotNullWhen(true)] out object? item) => _items.TryGetValue(name, out item);
}
