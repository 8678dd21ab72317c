namespace Compose.Wasm.Components;

/// <summary>A custom section of a component.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Content">What follows the name, a slice of the binary.</param>
/// <param name="Offset">Offset of the content in the outermost binary.</param>
public readonly record struct ComponentCustomSection(string Name, ReadOnlyMemory<byte> Content, long Offset);
