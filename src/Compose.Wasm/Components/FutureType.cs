namespace Compose.Wasm.Components;

/// <summary>The readable end of a future; null for one that only says that it happened.</summary>
public sealed class FutureType : ComponentValueType
{
    public FutureType(ComponentValueType? element)
    {
        Element = element;
        Include(element);
        SetLayout(4, 4);
    }

    public ComponentValueType? Element { get; }

    public override string KindName => "future";

    private protected override bool TryFlatten(bool memory64, List<FlatType> into) => Append(FlatType.I32, 1, into);
}
