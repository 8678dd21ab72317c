namespace Compose.Wasm.Core;

/// <summary>
/// The size range of a memory (in pages) or table (in elements), with the address type and sharing that the binary
/// format keeps in the same flags.
/// </summary>
public readonly record struct Limits(ulong Minimum, ulong? Maximum = null, bool Is64 = false, bool IsShared = false)
{
    /// <summary>The type of addresses and sizes: i64 with memory64, else i32.</summary>
    public ValType AddressType => Is64 ? ValType.I64 : ValType.I32;

    /// <summary>Whether an object with these limits may stand where <paramref name="required"/> is asked for (core 3.3.1).</summary>
    public bool Matches(Limits required) =>
        Is64 == required.Is64 && IsShared == required.IsShared && Minimum >= required.Minimum &&
        (required.Maximum is not { } most || (Maximum is { } own && own <= most));
}
