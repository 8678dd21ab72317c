using Compose.Runtime.Abi;
using StringEncoding = Compose.Wasm.Components.StringEncoding;

namespace Compose.Runtime.Fusion;

/// <summary>What an adapter's code must know of one side's canonical options.</summary>
internal readonly record struct AdapterSide(StringEncoding Encoding, bool HasMemory, bool Is64, bool HasRealloc, bool HasPostReturn)
{
    public static AdapterSide Of(CanonicalOptions options) => new(
        options.Encoding,
        options.Memory is not null,
        options.Is64,
        options.Realloc is not null,
        options.PostReturn is not null);

    /// <summary>Bytes of a pointer.</summary>
    public uint PointerSize => Is64 ? 8u : 4u;

    public FlatKind Pointer => Is64 ? FlatKind.I64 : FlatKind.I32;
}
