namespace Compose.Wasm.Core;

/// <summary>A table of the index space; <paramref name="Initial"/> is empty for imports and for null.</summary>
public readonly record struct TableDefinition(TableType Type, ConstantExpression Initial);
