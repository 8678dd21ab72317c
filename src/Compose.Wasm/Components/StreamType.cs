namespace Compose.Wasm.Components;

/// <summary>The readable end of a stream of elements; null for elements without content.</summary>
public sealed class StreamType : ComponentValueType
{
    public StreamType(ComponentValueType? element)
    {
        Element = element;
        Include(element);
        SetLayout(4, 4);
    }

    public ComponentValueType? Element { get; }

    public override string KindName => "stream";

    private protected override bool TryFlatten(bool memory64, List<FlatType> into) => Append(FlatType.I32, 1, into);
}
