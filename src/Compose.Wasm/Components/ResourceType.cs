namespace Compose.Wasm.Components;

/// <summary>A resource type under one of its names; compared by <see cref="Id"/>.</summary>
public sealed class ResourceType : DefinedType
{
    public ResourceType(ResourceId id)
    {
        Id = id;
        ContainsResource = true;
    }

    public ResourceId Id { get; }

    public override string KindName => "resource";
}
