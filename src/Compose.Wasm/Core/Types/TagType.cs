namespace Compose.Wasm.Core;

/// <summary>An exception tag: the index of a function type whose parameters are the payload.</summary>
public readonly record struct TagType(int TypeIndex);
