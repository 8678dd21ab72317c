namespace Compose.Wasm.Components;

/// <summary>Success or failure, each with or without a payload; laid out as a variant of <c>ok</c> and
/// <c>error</c>.</summary>
public sealed class ResultType : SumType
{
    public ResultType(ComponentValueType? ok, ComponentValueType? error)
    {
        Ok = ok;
        Error = error;
        SetCases([ok, error]);
    }

    public ComponentValueType? Ok { get; }

    public ComponentValueType? Error { get; }

    public override string KindName => "result";
}
