namespace Compose.Host.Wasmtime;

/// <summary>How a value crosses: numbers as they are, references through the store.</summary>
internal enum SlotKind : byte
{
    /// <summary>i32 and f32: 32 bits, the upper half of the slot zero.</summary>
    Word,

    /// <summary>i64 and f64.</summary>
    Long,

    /// <summary>v128: two slots.</summary>
    Vector,
    Function,
    External,
    Any,
    Exception,
}
