namespace Compose.Wasm.Core;

/// <summary>
/// The proposals that a reader and a validator accept on top of WebAssembly 1.0. What needs a feature that is off is
/// <c>Component.NotSupported</c>, or malformed where the older format gives the bytes no meaning.
/// </summary>
[Flags]
public enum WasmFeatures : uint
{
    None = 0,
    MutableGlobals = 1u << 0,
    SignExtension = 1u << 1,
    SaturatingFloatToInt = 1u << 2,
    MultiValue = 1u << 3,
    ReferenceTypes = 1u << 4,
    BulkMemory = 1u << 5,
    Simd = 1u << 6,
    RelaxedSimd = 1u << 7,
    TailCalls = 1u << 8,
    Exceptions = 1u << 9,
    FunctionReferences = 1u << 10,
    Gc = 1u << 11,
    Memory64 = 1u << 12,
    MultiMemory = 1u << 13,
    ExtendedConst = 1u << 14,
    Threads = 1u << 15,
    WideArithmetic = 1u << 16,
    CustomPageSizes = 1u << 17,

    /// <summary>WebAssembly 1.0 with importable mutable globals.</summary>
    Wasm1 = MutableGlobals,

    /// <summary>WebAssembly 2.0.</summary>
    Wasm2 = Wasm1 | SignExtension | SaturatingFloatToInt | MultiValue | ReferenceTypes | BulkMemory | Simd,

    /// <summary>WebAssembly 3.0.</summary>
    Wasm3 = Wasm2 | RelaxedSimd | TailCalls | Exceptions | FunctionReferences | Gc | Memory64 | MultiMemory | ExtendedConst,

    /// <summary>Everything that is implemented.</summary>
    All = Wasm3 | Threads | WideArithmetic | CustomPageSizes,
}
