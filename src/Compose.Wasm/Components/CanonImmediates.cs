namespace Compose.Wasm.Components;

/// <summary>The immediates of a canonical definition, in the order in which they are written.</summary>
[Flags]
public enum CanonImmediates
{
    None = 0,

    /// <summary>A byte 0x00 (the sort func), then a core function index.</summary>
    CoreFunction = 1 << 0,

    /// <summary>A byte 0x00 (the sort func), then a function index.</summary>
    Function = 1 << 1,

    /// <summary>A flag: shared.</summary>
    Shared = 1 << 2,

    /// <summary>A flag: cancellable.</summary>
    Cancellable = 1 << 3,

    /// <summary>A core value type.</summary>
    SlotType = 1 << 4,

    /// <summary>A slot number.</summary>
    Slot = 1 << 5,

    /// <summary>A type index that precedes the options.</summary>
    Type = 1 << 6,

    /// <summary>A core type index.</summary>
    CoreType = 1 << 7,

    /// <summary>A core table index.</summary>
    Table = 1 << 8,

    /// <summary>A core memory index.</summary>
    Memory = 1 << 9,

    /// <summary>A flag: async.</summary>
    Async = 1 << 10,

    /// <summary>A result list.</summary>
    Result = 1 << 11,

    /// <summary>A list of options.</summary>
    Options = 1 << 12,

    /// <summary>A type index that follows the options.</summary>
    LastType = 1 << 13,
}
