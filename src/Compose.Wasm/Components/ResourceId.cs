namespace Compose.Wasm.Components;

/// <summary>
/// The identity of a resource type: nominal, two are the same only if they are the same object. In the type of a
/// component an id is a variable: imported ones are replaced by what is supplied when the component is instantiated,
/// defined ones become new with every instantiation.
/// </summary>
public sealed class ResourceId
{
    public ResourceId(string? name = null, ResourceOrigin origin = ResourceOrigin.Abstract, string? place = null)
    {
        Name = name;
        Origin = origin;
        Place = place;
    }

    /// <summary>The name it was introduced with, for messages.</summary>
    public string? Name { get; internal set; }

    /// <summary>How it came into being, for messages.</summary>
    public ResourceOrigin Origin { get; }

    /// <summary>Where it was introduced, for messages: the import, or the offset of its definition.</summary>
    public string? Place { get; internal set; }

    public override string ToString()
    {
        var origin = Origin switch
        {
            ResourceOrigin.Defined => "defined",
            ResourceOrigin.Imported => "imported",
            ResourceOrigin.Instantiated => "made by an instantiation",
            _ => "declared",
        };
        return (Name ?? "resource") + " (" + origin + (Place is null ? ")" : " " + Place + ")");
    }
}
