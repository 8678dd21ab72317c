namespace Compose.Wasm.Components;

/// <summary>A list of a fixed length, at least 1: <c>list&lt;T, N&gt;</c>.</summary>
public sealed class FixedListType : ComponentValueType
{
    public FixedListType(ComponentValueType element, uint length)
    {
        Element = element;
        Length = length;
        IncludeValue(element);
        Size32 = Saturate(element.Size32, length);
        Size64 = Saturate(element.Size64, length);
        Alignment32 = element.Alignment32;
        Alignment64 = element.Alignment64;
    }

    public ComponentValueType Element { get; }

    public uint Length { get; }

    public override string KindName => "fixed-length list";

    private protected override bool TryFlatten(bool memory64, List<FlatType> into)
    {
        if (Length > MaxFlatParameters)
        {
            return false;
        }

        for (var i = 0u; i < Length; i++)
        {
            if (!Append(Element, memory64, into))
            {
                return false;
            }
        }

        return true;
    }

    private static long Saturate(long size, uint length) =>
        size > (1L << 40) / length ? 1L << 40 : size * length;
}
