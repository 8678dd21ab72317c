namespace Compose.Wit;

/// <summary>Where a type is defined: an interface, a world, or nowhere (types without a name).</summary>
public readonly record struct WitOwner
{
    private readonly int _code;

    private WitOwner(int code) => _code = code;

    public static WitOwner None => default;

    public InterfaceId? Interface => _code > 0 ? new InterfaceId(_code - 1) : null;

    public WorldId? World => _code < 0 ? new WorldId(~_code) : null;

    public static WitOwner Of(InterfaceId id) => new(id.Index + 1);

    public static WitOwner Of(WorldId id) => new(~id.Index);
}
