namespace Compose.Wasm.Components;

/// <summary>
/// The index spaces of a component. Core sorts have the numbers of <c>core:sort</c>; the others those of <c>sort</c>
/// plus 0x100.
/// </summary>
public enum ComponentSort
{
    CoreFunc = 0x00,
    CoreTable = 0x01,
    CoreMemory = 0x02,
    CoreGlobal = 0x03,
    CoreTag = 0x04,
    CoreType = 0x10,
    CoreModule = 0x11,
    CoreInstance = 0x12,
    Func = 0x101,
    Value = 0x102,
    Type = 0x103,
    Component = 0x104,
    Instance = 0x105,
}
