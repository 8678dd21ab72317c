namespace Compose.Wasm.Components;

/// <summary>A constant value. Adds a value.</summary>
public sealed class ValueDefinition : ComponentDefinition
{
    internal ValueDefinition(long offset, ValueTypeRef type, ReadOnlyMemory<byte> content, long contentOffset)
        : base(offset)
    {
        Type = type;
        Content = content;
        ContentOffset = contentOffset;
    }

    public ValueTypeRef Type { get; }

    /// <summary>The value in the encoding of Binary.md, "Value Definitions".</summary>
    public ReadOnlyMemory<byte> Content { get; }

    public long ContentOffset { get; }
}
