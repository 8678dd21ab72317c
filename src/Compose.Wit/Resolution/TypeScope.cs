namespace Compose.Wit.Resolution;

/// <summary>The names of one interface or world. Names that differ in case only are the same name.</summary>
internal sealed class TypeScope
{
    private readonly Dictionary<string, ScopeEntry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folded = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes a name in; false if it is taken.</summary>
    public bool Add(string name, ScopeEntry entry)
    {
        if (!_folded.Add(name))
        {
            return false;
        }

        _entries.Add(name, entry);
        return true;
    }

    public bool TryGet(string name, out ScopeEntry entry) => _entries.TryGetValue(name, out entry);
}
