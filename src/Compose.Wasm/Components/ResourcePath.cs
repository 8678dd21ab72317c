namespace Compose.Wasm.Components;

/// <summary>
/// Where a resource is found in a signature: positions in the list of imports or exports, one per level of nested
/// instances.
/// </summary>
public readonly record struct ResourcePath(ResourceId Resource, IReadOnlyList<int> Path);
