namespace Compose.Wasm.Components;

/// <summary>A list of any length.</summary>
public sealed class ListType : ComponentValueType
{
    public ListType(ComponentValueType element)
    {
        Element = element;
        IncludeValue(element);
        SetPairLayout();
    }

    public ComponentValueType Element { get; }

    public override string KindName => "list";

    private protected override bool TryFlatten(bool memory64, List<FlatType> into) =>
        Append(memory64 ? FlatType.I64 : FlatType.I32, 2, into);
}
