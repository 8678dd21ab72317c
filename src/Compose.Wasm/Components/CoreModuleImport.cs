namespace Compose.Wasm.Components;

/// <summary>An import of a core module type.</summary>
public readonly record struct CoreModuleImport(string Module, string Name, CoreItemType Type);
