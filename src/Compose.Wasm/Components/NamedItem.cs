namespace Compose.Wasm.Components;

/// <summary>An item with the name it is passed or exported under.</summary>
public readonly record struct NamedItem(string Name, SortIndex Item, ExternAttributes Attributes = default);
