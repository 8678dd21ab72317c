namespace Compose.Wasm.Components;

/// <summary>A variant: one of several named cases, at least one.</summary>
public sealed class VariantType : SumType
{
    public VariantType(IReadOnlyList<VariantCase> cases)
    {
        Cases = FixedList<VariantCase>.Of(cases);
        var payloads = new ComponentValueType?[Cases.Count];
        for (var i = 0; i < payloads.Length; i++)
        {
            payloads[i] = Cases[i].Type;
        }

        SetCases(payloads);
    }

    public IReadOnlyList<VariantCase> Cases { get; }

    public override string KindName => "variant";
}
