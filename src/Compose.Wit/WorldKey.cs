namespace Compose.Wit;

/// <summary>How a world knows an import or export: by a plain name, or as the interface that it is.</summary>
public readonly record struct WorldKey
{
    private WorldKey(string? name, InterfaceId @interface)
    {
        Name = name;
        Interface = @interface;
    }

    /// <summary>The plain name, or null.</summary>
    public string? Name { get; }

    /// <summary>The interface where <see cref="Name"/> is null.</summary>
    public InterfaceId Interface { get; }

    public static WorldKey Of(string name) => new(name, default);

    public static WorldKey Of(InterfaceId id) => new(null, id);
}
