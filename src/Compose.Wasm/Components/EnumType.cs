namespace Compose.Wasm.Components;

/// <summary>An enumeration: named cases without payload, at least one.</summary>
public sealed class EnumType : SumType
{
    public EnumType(IReadOnlyList<string> cases)
    {
        Cases = cases;
        SetCases(new ComponentValueType?[cases.Count]);
    }

    public IReadOnlyList<string> Cases { get; }

    public override string KindName => "enum";
}
