using System.Diagnostics.CodeAnalysis;

namespace Compose.Wasm.Components;

/// <summary>Imports or exports in order, found by name.</summary>
internal sealed class ExternList
{
    private const int LinearSearch = 8;
    private readonly Dictionary<string, ComponentExtern>? _byName;

    public ExternList(IReadOnlyList<ComponentExtern> items)
    {
        Items = items;
        if (items.Count > LinearSearch)
        {
            _byName = new Dictionary<string, ComponentExtern>(items.Count, StringComparer.Ordinal);
            foreach (var item in items)
            {
                _byName[item.Name] = item;
            }
        }
    }

    public IReadOnlyList<ComponentExtern> Items { get; }

    public bool TryGet(string name, [NotNullWhen(true)] out ComponentExtern? item)
    {
        if (_byName is not null)
        {
            return _byName.TryGetValue(name, out item);
        }

        foreach (var candidate in Items)
        {
            if (string.Equals(candidate.Name, name, StringComparison.Ordinal))
            {
                item = candidate;
                return true;
            }
        }

        item = null;
        return false;
    }
}
