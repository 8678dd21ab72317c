namespace Compose.Runtime.Abi;

/// <summary>The kinds of value types as the canonical ABI treats them, specialised types kept apart for text.</summary>
public enum AbiKind : byte
{
    Bool,
    S8,
    U8,
    S16,
    U16,
    S32,
    U32,
    S64,
    U64,
    F32,
    F64,
    Char,
    String,
    ErrorContext,
    List,
    FixedList,
    Map,
    Record,
    Tuple,
    Variant,
    Enum,
    Option,
    Result,
    Flags,
    Own,
    Borrow,
    Stream,
    Future,
}
