namespace Compose.Wasm.Core;

/// <summary>
/// A data segment: mode, memory and address expression (active only), and its content as a slice of the module's bytes.
/// </summary>
public readonly record struct DataSegment(
    SegmentMode Mode, int MemoryIndex, ConstantExpression Address, int Offset, int Length)
{
    /// <summary>The number of the form that the binary has it in: 0, 1, or 2 with an explicit memory.</summary>
    internal byte Form { get; init; }
}
