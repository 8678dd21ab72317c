using Compose.Wit.Syntax;

namespace Compose.Wit.Resolution;

/// <summary>An interface or world of the package at hand.</summary>
internal sealed class LocalItem(ItemSyntax syntax, Identifier name, FileScope file)
{
    public ItemSyntax Syntax { get; } = syntax;

    public Identifier Name { get; } = name;

    public FileScope File { get; } = file;

    public bool IsWorld => Syntax is WorldSyntax;

    public Stability Stability { get; set; } = Stability.Unknown;

    /// <summary>Set where the item is part of the result; null where its feature is not active.</summary>
    public InterfaceId? Interface { get; set; }

    /// <summary>As <see cref="Interface"/>, for a world.</summary>
    public WorldId? World { get; set; }

    public bool IsIncluded => Interface is not null || World is not null;

    /// <summary>The names inside, once they are resolved.</summary>
    public TypeScope Types { get; set; } = new();
}
