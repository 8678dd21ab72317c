namespace Compose.Wasm.Core;

/// <summary>When a segment is written: at instantiation, by an instruction, or (elements) never: it only declares.</summary>
public enum SegmentMode : byte
{
    Active,
    Passive,
    Declared,
}
