namespace Compose.Wit.Syntax;

/// <summary>
/// The items of one file, or between the braces of a nested package: <see cref="InterfaceSyntax"/>,
/// <see cref="WorldSyntax"/> and <see cref="TopLevelUseSyntax"/>.
/// </summary>
public sealed record FileSyntax(PackageNameSyntax? Package, DocComment? PackageDocs, IReadOnlyList<ItemSyntax> Items)
{
    /// <summary>The text that the items stand in: the whole file, or what is between the braces.</summary>
    public SourceSpan Extent { get; init; } = SourceSpan.None;
}
