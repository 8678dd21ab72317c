namespace Compose.Wasm.Core;

/// <summary>What is imported or exported; the numbers are those of the binary format.</summary>
public enum ExternKind : byte
{
    Function = 0,
    Table = 1,
    Memory = 2,
    Global = 3,
    Tag = 4,
}
