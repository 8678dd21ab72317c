namespace Compose.Wit;

/// <summary>An interface of a <see cref="ResolvedWit"/>.</summary>
public readonly record struct InterfaceId(int Index);
