namespace Compose.Wasm.Components;

/// <summary>
/// An alias. Adds an item of <see cref="Sort"/> that stands for an export of an instance, an export of a core
/// instance, or an item of an enclosing scope.
/// </summary>
public sealed class AliasDefinition : ComponentDefinition
{
    internal AliasDefinition(long offset, AliasKind kind, ComponentSort sort, int index, string name, int outerCount)
        : base(offset)
    {
        Kind = kind;
        Sort = sort;
        Index = index;
        Name = name;
        OuterCount = outerCount;
    }

    public AliasKind Kind { get; }

    public ComponentSort Sort { get; }

    /// <summary>The instance or core instance, or the index within the outer scope.</summary>
    public int Index { get; }

    /// <summary>The export; empty for an outer alias.</summary>
    public string Name { get; }

    /// <summary>Scopes outward, 0 for the current one; 0 for other aliases.</summary>
    public int OuterCount { get; }
}
