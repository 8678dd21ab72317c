namespace Compose.Wasm.Components;

/// <summary>Kinds of declarations in a core module type; the values are those of the binary format.</summary>
public enum CoreModuleDeclarationKind : byte
{
    Import = 0x00,
    Type = 0x01,
    OuterAlias = 0x02,
    Export = 0x03,
}
