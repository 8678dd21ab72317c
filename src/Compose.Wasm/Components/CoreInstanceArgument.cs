namespace Compose.Wasm.Components;

/// <summary>The core instance that supplies all imports of one module name.</summary>
public readonly record struct CoreInstanceArgument(string Name, int InstanceIndex);
