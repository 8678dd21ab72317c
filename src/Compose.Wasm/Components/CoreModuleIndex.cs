namespace Compose.Wasm.Components;

/// <summary>A core module of a component that is being built, by index.</summary>
public readonly record struct CoreModuleIndex(int Value)
{
    public static implicit operator SortIndex(CoreModuleIndex index) => new(ComponentSort.CoreModule, index.Value);
}
