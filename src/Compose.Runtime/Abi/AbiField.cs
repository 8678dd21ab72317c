namespace Compose.Runtime.Abi;

/// <summary>A field of a record (or element of a tuple) or a case of a variant; only a case may lack a type.</summary>
public readonly record struct AbiField(string Name, AbiType? Type);
