namespace Compose.Wit.Binary;

/// <summary>Which imports of a world are encoded: a component asks only for what it uses.</summary>
internal interface ITypeFilter
{
    bool IsLive(TypeId type);

    /// <param name="from">The interface, or null for a function of the world itself.</param>
    /// <param name="name">The function's full name.</param>
    bool IsLive(InterfaceId? from, string name);

    /// <summary>Whether anything of an interface is used.</summary>
    bool IsLive(InterfaceId id);
}
