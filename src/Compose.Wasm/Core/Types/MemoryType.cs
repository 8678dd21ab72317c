namespace Compose.Wasm.Core;

/// <summary>A linear memory: limits in pages, and the page size as a power of two (16: 64 KiB).</summary>
public readonly record struct MemoryType(Limits Limits, int PageSizeLog2 = MemoryType.DefaultPageSizeLog2)
{
    public const int DefaultPageSizeLog2 = 16;

    /// <summary>The binary gives the page size even if it is the usual one. Means nothing: types compare without it.</summary>
    internal bool IsPageSizeWritten { get; init; }

    public bool Equals(MemoryType other) => Limits == other.Limits && PageSizeLog2 == other.PageSizeLog2;

    public override int GetHashCode() => HashCode.Combine(Limits, PageSizeLog2);

    public bool Is64 => Limits.Is64;

    /// <summary>Bytes per page.</summary>
    public long PageSize => 1L << PageSizeLog2;

    public ValType AddressType => Limits.AddressType;
}
