using Compose.Engine;
using StringEncoding = Compose.Wasm.Components.StringEncoding;

namespace Compose.Runtime.Abi;

/// <summary>The options of one <c>canon lift</c> or <c>canon lower</c>, bound to the memory and functions of an instance.</summary>
internal sealed class CanonicalOptions
{
    /// <summary>The longest string or list in bytes (<c>MAX_STRING_BYTE_LENGTH</c>, <c>MAX_LIST_BYTE_LENGTH</c>).</summary>
    public const uint MaxByteLength = (1u << 28) - 1;

    public required ComponentInstance Instance { get; init; }

    public StringEncoding Encoding { get; init; }

    public CoreMemory? Memory { get; init; }

    public CoreFunction? Realloc { get; init; }

    public CoreFunction? PostReturn { get; init; }

    /// <summary>Whether pointers are 64 bits wide.</summary>
    public bool Is64 => Memory is { Type.Is64: true };

    /// <summary>Whether the definition is <c>async</c>.</summary>
    public bool IsAsync { get; init; }
}
