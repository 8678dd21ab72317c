using Compose.Wit.Syntax;

namespace Compose.Wit.Resolution;

/// <summary>The block of an interface or world whose types are being resolved.</summary>
/// <param name="Included">False if the types are left out whatever their own gates say.</param>
/// <param name="LeftOutFor">The feature for which the block itself is left out, or null.</param>
/// <param name="Path">The full name of a named interface.</param>
internal sealed record TypeBlock(
    IReadOnlyList<ItemSyntax> Items, FileScope File, WitOwner Owner, bool Included, string? LeftOutFor, string? Path)
{
    public TypeScope Scope { get; } = new();
}
