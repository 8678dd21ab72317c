namespace Compose.Wasm.Core;

/// <summary>A linear memory: limits in pages, and the page size as a power of two (16: 64 KiB).</summary>
public readonly record struct MemoryType(Limits Limits, int PageSizeLog2 = MemoryType.DefaultPageSizeLog2)
{
    public const int DefaultPageSizeLog2 = 16;

    public bool Is64 => Limits.Is64;

    /// <summary>Bytes per page.</summary>
    public long PageSize => 1L << PageSizeLog2;

    public ValType AddressType => Limits.AddressType;
}
