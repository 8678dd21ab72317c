namespace Compose.Wit;

/// <summary>A type of a <see cref="ResolvedWit"/>, named or not.</summary>
public readonly record struct TypeId(int Index);
