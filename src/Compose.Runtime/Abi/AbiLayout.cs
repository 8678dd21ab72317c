namespace Compose.Runtime.Abi;

/// <summary>Where a value lies in a memory of one address width (<c>elem_size</c>, <c>alignment</c> of the canonical ABI).</summary>
public sealed class AbiLayout
{
    internal AbiLayout(uint size, uint alignment, uint[] offsets, uint payloadOffset)
    {
        Size = size;
        Alignment = alignment;
        Offsets = offsets;
        PayloadOffset = payloadOffset;
    }

    /// <summary>Bytes, a multiple of the alignment; never 0.</summary>
    public uint Size { get; }

    public uint Alignment { get; }

    /// <summary>Offsets of the fields of a record or tuple.</summary>
    public uint[] Offsets { get; }

    /// <summary>Offset of the payload of a variant.</summary>
    public uint PayloadOffset { get; }
}
