namespace Compose.Runtime.Resources;

/// <summary>One handle of a component instance (<c>ResourceHandle</c> of the canonical ABI).</summary>
internal struct HandleEntry
{
    /// <summary>The resource's type; null marks a free entry.</summary>
    public ResourceType? Type;

    /// <summary>The host's object, for a resource of the host.</summary>
    public object? Object;

    /// <summary>The borrowed handle's call, null for an owned one.</summary>
    public CallScope? Scope;

    /// <summary>The representation that the implementing guest chose.</summary>
    public uint Representation;

    /// <summary>Calls that the owned handle is lent to; in a free entry the next free index.</summary>
    public int Lends;

    /// <summary>Owned, not borrowed.</summary>
    public bool IsOwned;
}
