namespace Compose.Wasm.Core;

/// <summary>Alignment hint (log2), memory index and constant offset of a memory access.</summary>
public readonly record struct MemArg(int AlignLog2, uint MemoryIndex, ulong Offset);
