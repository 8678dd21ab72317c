namespace Compose.Wasm.Components;

/// <summary>A set of up to 32 named flags.</summary>
public sealed class FlagsType : ComponentValueType
{
    public FlagsType(IReadOnlyList<string> names)
    {
        Names = names;
        var size = names.Count <= 8 ? 1 : names.Count <= 16 ? 2 : 4;
        SetLayout(size, size);
    }

    public IReadOnlyList<string> Names { get; }

    public override string KindName => "flags";

    private protected override bool TryFlatten(bool memory64, List<FlatType> into) => Append(FlatType.I32, 1, into);
}
