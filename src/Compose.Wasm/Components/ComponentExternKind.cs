namespace Compose.Wasm.Components;

/// <summary>What an import or export is; the values are those of <c>externtype</c> in the binary format.</summary>
public enum ComponentExternKind : byte
{
    CoreModule = 0x00,
    Func = 0x01,
    Value = 0x02,
    Type = 0x03,
    Component = 0x04,
    Instance = 0x05,
}
