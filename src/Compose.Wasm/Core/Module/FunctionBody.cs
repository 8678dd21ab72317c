namespace Compose.Wasm.Core;

/// <summary>
/// One function body as a slice of the module's bytes. <paramref name="Offset"/> and <paramref name="Length"/> span
/// locals and code; the code alone begins at <paramref name="CodeOffset"/> and goes to the end of the body, its final
/// <c>end</c> included. Locals (without parameters) are <see cref="CoreModule.LocalsOf"/>.
/// </summary>
public readonly record struct FunctionBody(int TypeIndex, int Offset, int Length, int CodeOffset)
{
    /// <summary>Bytes of code.</summary>
    public int CodeLength => Offset + Length - CodeOffset;

    /// <summary>Index of the first run of locals in the module's common list.</summary>
    internal int LocalsStart { get; init; }

    internal int LocalsLength { get; init; }

    /// <summary>Number of declared locals, parameters not counted.</summary>
    public int LocalCount { get; init; }
}
