namespace Compose.Wit;

/// <summary>The types that have no parts.</summary>
public enum WitPrimitive : byte
{
    Bool,
    U8,
    U16,
    U32,
    U64,
    S8,
    S16,
    S32,
    S64,
    F32,
    F64,
    Char,
    String,
    ErrorContext,
}
