namespace Compose.Wasm.Components;

/// <summary>A value or none; laid out as a variant of <c>none</c> and <c>some</c>.</summary>
public sealed class OptionType : SumType
{
    public OptionType(ComponentValueType some)
    {
        Some = some;
        SetCases([null, some]);
    }

    public ComponentValueType Some { get; }

    public override string KindName => "option";
}
