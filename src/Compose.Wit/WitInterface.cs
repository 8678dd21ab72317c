namespace Compose.Wit;

/// <summary>A named interface, or one that stands inline in a world.</summary>
public sealed class WitInterface
{
    internal WitInterface(string? name, PackageId package, string? docs, Stability stability, SourceSpan span)
    {
        Name = name;
        Package = package;
        Docs = docs;
        Stability = stability;
        Span = span;
    }

    /// <summary>Null for an inline interface.</summary>
    public string? Name { get; }

    public PackageId Package { get; }

    public string? Docs { get; internal set; }

    public Stability Stability { get; internal set; }

    public SourceSpan Span { get; }

    /// <summary>Types by name, those of <c>use</c> first, each after those that it refers to.</summary>
    public OrderedDictionary<string, TypeId> Types { get; } = [];

    /// <summary>Functions by their full name, those of resources among them.</summary>
    public OrderedDictionary<string, WitFunction> Functions { get; } = [];

    /// <summary>The interface that this one was copied from when a world included another, if any.</summary>
    public InterfaceId? CloneOf { get; internal init; }
}
