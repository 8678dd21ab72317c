namespace Compose.Wasm.Core;

/// <summary><paramref name="Count"/> locals of one type in a row.</summary>
public readonly record struct LocalGroup(int Count, ValType Type);
