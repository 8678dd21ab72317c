namespace Compose.Wasm.Components;

/// <summary>What an alias stands for; the values are those of the binary format.</summary>
public enum AliasKind : byte
{
    /// <summary>An export of an instance.</summary>
    Export = 0x00,

    /// <summary>An export of a core instance.</summary>
    CoreExport = 0x01,

    /// <summary>An item of an enclosing scope.</summary>
    Outer = 0x02,
}
