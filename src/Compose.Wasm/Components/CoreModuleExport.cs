namespace Compose.Wasm.Components;

/// <summary>An export of a core module type or core instance.</summary>
public readonly record struct CoreModuleExport(string Name, CoreItemType Type);
