namespace Compose.Wasm.Components;

/// <summary>Kinds of types in the binary; the values are the opcodes, but for primitives, which have one each.</summary>
public enum TypeSyntaxKind : byte
{
    Primitive = 0x00,
    Resource = 0x3f,
    Func = 0x40,
    Component = 0x41,
    Instance = 0x42,
    AsyncFunc = 0x43,
    Map = 0x63,
    Future = 0x65,
    Stream = 0x66,
    FixedList = 0x67,
    Borrow = 0x68,
    Own = 0x69,
    Result = 0x6a,
    Option = 0x6b,
    Enum = 0x6d,
    Flags = 0x6e,
    Tuple = 0x6f,
    List = 0x70,
    Variant = 0x71,
    Record = 0x72,
}
