namespace Compose.Wasm.Core;

/// <summary>
/// An element segment: mode, table and address expression (active only), element type, and its items: either function
/// indexes or constant expressions, as a slice of the module's bytes that
/// <see cref="CoreModule.FunctionIndexesOf"/> and <see cref="CoreModule.ExpressionsOf"/> read.
/// </summary>
public readonly record struct ElementSegment(
    SegmentMode Mode, int TableIndex, ConstantExpression Address, ValType Type, bool HasExpressions, int ItemCount, int ItemsOffset, int ItemsLength)
{
    /// <summary>Byte offset of the segment in the binary.</summary>
    public int Offset { get; init; }

    /// <summary>The number of the form that the binary has it in (0 to 7), several of which can mean the same.</summary>
    internal byte Form { get; init; }
}
