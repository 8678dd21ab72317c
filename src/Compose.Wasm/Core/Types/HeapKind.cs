namespace Compose.Wasm.Core;

/// <summary>What a <see cref="HeapType"/> is. The abstract types have the numbers of the binary format.</summary>
public enum HeapKind : byte
{
    /// <summary>Below every heap type: the type of a reference that unreachable code pops. Never in a module.</summary>
    Bottom = 0,

    /// <summary>A type of the module; see <see cref="HeapType.TypeIndex"/>.</summary>
    Concrete = 1,
    Exn = 0x69,
    Array = 0x6a,
    Struct = 0x6b,
    I31 = 0x6c,
    Eq = 0x6d,
    Any = 0x6e,
    Extern = 0x6f,
    Func = 0x70,
    None = 0x71,
    NoExtern = 0x72,
    NoFunc = 0x73,
    NoExn = 0x74,
}
