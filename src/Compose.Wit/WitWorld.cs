namespace Compose.Wit;

/// <summary>
/// A world with everything it imports and exports: included worlds are merged in and interfaces that others refer to
/// are imported. Imports are ordered: interfaces, types, functions, each after what it refers to.
/// </summary>
public sealed class WitWorld
{
    internal WitWorld(string name, PackageId package, string? docs, Stability stability, SourceSpan span)
    {
        Name = name;
        Package = package;
        Docs = docs;
        Stability = stability;
        Span = span;
    }

    public string Name { get; }

    public PackageId Package { get; }

    public string? Docs { get; internal set; }

    public Stability Stability { get; internal set; }

    public SourceSpan Span { get; }

    public OrderedDictionary<WorldKey, WorldItem> Imports { get; internal set; } = [];

    public OrderedDictionary<WorldKey, WorldItem> Exports { get; internal set; } = [];
}
