namespace Compose.Wasm.Core;

/// <summary>A global of the index space; <paramref name="Initial"/> is empty for imports.</summary>
public readonly record struct GlobalDefinition(GlobalType Type, ConstantExpression Initial);
