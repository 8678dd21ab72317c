namespace Compose.Wasm;

/// <summary>
/// Implementation limits against hostile sizes: those of the WebAssembly JavaScript interface where it names one.
/// Exceeding one is <c>Component.LimitExceeded</c>.
/// </summary>
public static class WasmLimits
{
    public const int ModuleBytes = 1 << 30;
    public const int Types = 1_000_000;
    public const int RecursionGroups = 1_000_000;
    public const int SubtypeDepth = 63;
    public const int Functions = 1_000_000;
    public const int Imports = 1_000_000;
    public const int Exports = 1_000_000;
    public const int Globals = 1_000_000;
    public const int Tags = 1_000_000;
    public const int DataSegments = 100_000;
    public const int ElementSegments = 100_000;
    public const int Tables = 100_000;
    public const int Memories = 100;
    public const int Parameters = 1_000;
    public const int Results = 1_000;
    public const int Locals = 50_000;
    public const int FunctionBytes = 7_654_321;
    public const int StructFields = 10_000;
    public const int ArrayNewFixed = 10_000;
    public const int NameBytes = 100_000;
    public const int BranchTargets = 7_654_321;
    public const int TryTableCatches = 10_000;
    public const int ElementItems = 10_000_000;

    public const int CustomSections = 100_000;

    /// <summary>Nested blocks of one function.</summary>
    public const int ControlDepth = 100_000;

    /// <summary>Operands on the validator's stack at one time.</summary>
    public const int OperandStack = 1_000_000;
}
