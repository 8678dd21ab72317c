using Compose.Runtime.Abi;

namespace Compose.Runtime.Fusion;

/// <summary>One way through an adapter: parameters go to the callee, results to the caller.</summary>
internal sealed record AdapterDirection(
    AdapterSide Source,
    AdapterSide Target,
    AdapterImport SourceMemory,
    AdapterImport TargetMemory,
    AdapterImport TargetFlags,
    AdapterImport Realloc,
    AdapterImport Own,
    AdapterImport CopyString,
    AdapterImport MeasureString,
    AdapterImport TranscodeString)
{
    public static AdapterDirection ToCallee(in AdapterKey key) => new(
        key.Lower,
        key.Lift,
        AdapterImport.CallerMemory,
        AdapterImport.CalleeMemory,
        AdapterImport.CalleeFlags,
        AdapterImport.CalleeRealloc,
        AdapterImport.OwnToCallee,
        AdapterImport.CopyToCallee,
        AdapterImport.MeasureToCallee,
        AdapterImport.TranscodeToCallee);

    public static AdapterDirection ToCaller(in AdapterKey key) => new(
        key.Lift,
        key.Lower,
        AdapterImport.CalleeMemory,
        AdapterImport.CallerMemory,
        AdapterImport.CallerFlags,
        AdapterImport.CallerRealloc,
        AdapterImport.OwnToCaller,
        AdapterImport.CopyToCaller,
        AdapterImport.MeasureToCaller,
        AdapterImport.TranscodeToCaller);

    /// <summary>Helper functions already made, by type: those that copy one value from memory to memory.</summary>
    public Dictionary<AbiType, int> Outlined { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The helper function that copies UTF-8, or -1 while there is none.</summary>
    public int TextCopy { get; set; } = -1;
}
