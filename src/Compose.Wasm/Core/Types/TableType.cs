namespace Compose.Wasm.Core;

/// <summary>A table: element type (a reference) and limits in elements.</summary>
public readonly record struct TableType(ValType Element, Limits Limits)
{
    public bool Is64 => Limits.Is64;

    public ValType AddressType => Limits.AddressType;
}
