namespace Compose.Wasm.Core;

/// <summary>A custom section: name, and content (without the name) as a slice of the module's bytes.</summary>
public readonly record struct CustomSection(string Name, int Offset, int Length)
{
    /// <summary>Offset of the section's id byte.</summary>
    public int SectionOffset { get; init; }
}
