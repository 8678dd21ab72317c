namespace Compose.Wasm.Core;

/// <summary>
/// A data segment: mode, memory and address expression (active only), and its content as a slice of the module's bytes.
/// </summary>
public readonly record struct DataSegment(
    SegmentMode Mode, int MemoryIndex, ConstantExpression Address, int Offset, int Length);
