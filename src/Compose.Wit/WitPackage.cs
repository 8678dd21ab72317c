namespace Compose.Wit;

/// <summary>A package: its named interfaces and worlds.</summary>
public sealed class WitPackage
{
    internal WitPackage(PackageName name, string? docs)
    {
        Name = name;
        Docs = docs;
    }

    public PackageName Name { get; }

    public string? Docs { get; internal set; }

    /// <summary>The file (of several: the first by name) that the package was read from; null if it came from no file.</summary>
    public string? Source { get; internal set; }

    public OrderedDictionary<string, InterfaceId> Interfaces { get; } = [];

    public OrderedDictionary<string, WorldId> Worlds { get; } = [];
}
