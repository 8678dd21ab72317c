namespace Compose.Wasm.Core;

/// <summary>A field of a struct or the element of an array: storage type (may be packed) and mutability.</summary>
public readonly record struct FieldType(ValType Storage, bool IsMutable)
{
    public override string ToString() => IsMutable ? $"(mut {Storage})" : Storage.ToString();
}
