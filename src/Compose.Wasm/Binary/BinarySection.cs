namespace Compose.Wasm;

/// <summary>
/// One section of a module or component as the binary has it: its id, and where in the module or component its id byte
/// and its content lie.
/// </summary>
public readonly record struct BinarySection(byte Id, int Offset, int ContentOffset, int ContentLength)
{
    /// <summary>Offset of the byte after it.</summary>
    public int End => ContentOffset + ContentLength;
}
