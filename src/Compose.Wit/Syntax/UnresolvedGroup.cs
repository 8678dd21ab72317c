namespace Compose.Wit.Syntax;

/// <summary>A package and the packages that stand in braces in its files.</summary>
public sealed record UnresolvedGroup(UnresolvedPackage? Main, IReadOnlyList<UnresolvedPackage> Nested);
