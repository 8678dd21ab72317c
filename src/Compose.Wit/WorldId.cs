namespace Compose.Wit;

/// <summary>A world of a <see cref="ResolvedWit"/>.</summary>
public readonly record struct WorldId(int Index);
