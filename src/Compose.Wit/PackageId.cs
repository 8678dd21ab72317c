namespace Compose.Wit;

/// <summary>A package of a <see cref="ResolvedWit"/>.</summary>
public readonly record struct PackageId(int Index);
