namespace Compose.Runtime.Fusion;

/// <summary>What an adapter module may import, in the order of their places.</summary>
internal enum AdapterImport
{
    Callee,
    PostReturn,
    CallerRealloc,
    CalleeRealloc,
    Trap,

    /// <summary>Moves an owned handle from the caller to the callee: (handle, resource slot) to handle.</summary>
    OwnToCallee,

    /// <summary>Moves an owned handle from the callee to the caller.</summary>
    OwnToCaller,

    /// <summary>Lends a handle to the callee that implements the resource: (handle, slot) to representation.</summary>
    Lend,

    /// <summary>Ends such a loan: (handle).</summary>
    Unlend,

    /// <summary>Lends within the scope of the call: (handle, slot) to handle or representation.</summary>
    Borrow,
    EnterScope,

    /// <summary>Sees that the callee dropped its borrows.</summary>
    CheckScope,
    ExitScope,

    /// <summary>Copies a string of equal encoding, validating it: (source, length, destination).</summary>
    CopyToCallee,
    CopyToCaller,

    /// <summary>Bytes that a string takes in the other encoding, validating it: (source, tagged length).</summary>
    MeasureToCallee,
    MeasureToCaller,

    /// <summary>Writes it: (source, tagged length, destination, bytes) to tagged length.</summary>
    TranscodeToCallee,
    TranscodeToCaller,
    CallerMemory,
    CalleeMemory,
    CallerFlags,

    /// <summary>Flags of the instances to enter; as many as the key says, the last in the list.</summary>
    CalleeFlags,
}
