namespace Compose.Wasm.Components;

/// <summary>A tuple: fields known by position, at least one.</summary>
public sealed class TupleType : ComponentValueType
{
    public TupleType(IReadOnlyList<ComponentValueType> elements)
    {
        Elements = elements;
        foreach (var element in elements)
        {
            IncludeValue(element);
            Size32 = AlignTo(Size32, element.Alignment32) + element.Size32;
            Size64 = AlignTo(Size64, element.Alignment64) + element.Size64;
            Alignment32 = Math.Max(Alignment32, element.Alignment32);
            Alignment64 = Math.Max(Alignment64, element.Alignment64);
        }

        Size32 = AlignTo(Size32, Alignment32);
        Size64 = AlignTo(Size64, Alignment64);
    }

    public IReadOnlyList<ComponentValueType> Elements { get; }

    public override string KindName => "tuple";

    private protected override bool TryFlatten(bool memory64, List<FlatType> into)
    {
        foreach (var element in Elements)
        {
            if (!Append(element, memory64, into))
            {
                return false;
            }
        }

        return true;
    }
}
