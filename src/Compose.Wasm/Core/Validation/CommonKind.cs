namespace Compose.Wasm.Core;

/// <summary>Groups of one-byte instructions that the loop for common instructions treats alike.</summary>
internal enum CommonKind : byte
{
    /// <summary>Left to the full validator.</summary>
    Rare,

    /// <summary>Fixed types and no immediates.</summary>
    Plain,

    /// <summary>A load or store.</summary>
    Memory,
    I32,
    I64,
    F32,
    F64,
    LocalGet,
    LocalSet,
    LocalTee,
    GlobalGet,
    GlobalSet,
    Block,
    Loop,
    If,
    Else,
    End,
    Br,
    BrIf,
    Return,
    Call,
    Drop,
    Select,
    Unreachable,
}
