namespace Compose.Wit.Resolution;

/// <summary>The names of one interface or world. Names that differ in case only cannot stand beside each other.</summary>
internal sealed class TypeScope
{
    private readonly Dictionary<string, (string Name, ScopeEntry Entry)> _entries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes a name in; false if it is taken.</summary>
    public bool Add(string name, ScopeEntry entry) => _entries.TryAdd(name, (name, entry));

    public bool TryGet(string name, out ScopeEntry entry)
    {
        if (_entries.TryGetValue(name, out (string Name, ScopeEntry Entry) found) && found.Name == name)
        {
            entry = found.Entry;
            return true;
        }

        entry = default;
        return false;
    }
}
