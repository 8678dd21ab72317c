namespace Compose.Wasm.Components;

/// <summary>A handle that owns its resource.</summary>
public sealed class OwnType(ResourceType resource) : HandleType(resource)
{
    public override string KindName => "own";
}
