namespace Compose.Wasm.Components;

/// <summary>
/// A resolved type of the component model: what a type index can name (<c>deftype</c>). Types are immutable and
/// shared freely; they refer to each other directly, not by index.
/// </summary>
/// <remarks>
/// Two notions of identity meet here. Value types, functions and instances are compared by <em>structure</em>
/// (<see cref="Subtyping"/>); resources by their <see cref="ResourceId"/>. Besides, an export or import of a type makes
/// a new <em>name</em> for it: an object of its own that shares the structure (<see cref="Named"/>), because the rules
/// of external visibility ask under which names a type is known (Binary.md, "Import and Export Definitions").
/// </remarks>
public abstract class DefinedType
{
    private protected DefinedType()
    {
        Root = this;
    }

    /// <summary>The name under which the type was last imported or exported, or null.</summary>
    public string? Name { get; private set; }

    /// <summary>The type this one is another name of; itself if it is none. Equal roots have equal structure.</summary>
    public DefinedType Root { get; private set; }

    /// <summary>Number of nodes of the type, shared parts counted at every use (Binary.md has no bound;
    /// implementations have: <see cref="ComponentLimits.EffectiveTypeSize"/>).</summary>
    public long EffectiveSize { get; private protected set; } = 1;

    /// <summary>Nesting of the type, 1 for a leaf.</summary>
    public int Depth { get; private protected set; } = 1;

    /// <summary>Whether a resource occurs in the type: if not, no substitution can change it.</summary>
    public bool ContainsResource { get; private protected set; }

    /// <summary>Whether a <c>borrow</c> occurs in the type.</summary>
    public bool ContainsBorrow { get; private protected set; }

    /// <summary>What kind of type it is, as the text formats say it: <c>record</c>, <c>func</c>, <c>resource</c>.</summary>
    public abstract string KindName { get; }

    /// <summary>The same type under a new name: a distinct object with the same structure.</summary>
    public DefinedType Named(string? name)
    {
        var copy = (DefinedType)MemberwiseClone();
        copy.Name = name ?? Name;
        copy.Root = Root;
        return copy;
    }

    /// <summary>The type in the notation of WIT.</summary>
    public override string ToString() => TypePrinter.Print(this);

    internal void InheritName(DefinedType from) => Name = from.Name;

    private protected void Include(DefinedType? part)
    {
        if (part is null)
        {
            return;
        }

        IncludeSize(part.EffectiveSize);
        Depth = Math.Max(Depth, part.Depth + 1);
        ContainsResource |= part.ContainsResource;
        ContainsBorrow |= part.ContainsBorrow;
    }

    /// <summary>Adds to the effective size, without overflow.</summary>
    private protected void IncludeSize(long size) => EffectiveSize = Math.Min(EffectiveSize + size, long.MaxValue / 4);
}
