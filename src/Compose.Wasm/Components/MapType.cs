namespace Compose.Wasm.Components;

/// <summary>A map; laid out as a list of pairs.</summary>
public sealed class MapType : ComponentValueType
{
    public MapType(PrimitiveType key, ComponentValueType value)
    {
        Key = key;
        Value = value;
        Entry = new TupleType([key, value]);
        IncludeValue(key);
        IncludeValue(value);
        SetPairLayout();
    }

    /// <summary>An integer, char, bool or string.</summary>
    public PrimitiveType Key { get; }

    public ComponentValueType Value { get; }

    /// <summary>What one entry looks like in memory.</summary>
    public TupleType Entry { get; }

    public override string KindName => "map";

    private protected override bool TryFlatten(bool memory64, List<FlatType> into) =>
        Append(memory64 ? FlatType.I64 : FlatType.I32, 2, into);
}
