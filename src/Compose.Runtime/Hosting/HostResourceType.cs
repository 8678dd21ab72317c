namespace Compose.Runtime;

/// <summary>
/// A resource type that the host implements; its representation is any C# object. Identity is the object's: two host
/// instances that define the same object under a name share one type.
/// </summary>
/// <param name="name">The resource's name, for messages.</param>
/// <param name="drop">Called once when a guest drops an owned handle or its instance ends; null where nothing is to be done.</param>
public sealed class HostResourceType(string name, Action<object>? drop = null)
{
    public string Name { get; } = name;

    /// <summary>The destructor.</summary>
    public Action<object>? Drop { get; } = drop;

    public override string ToString() => Name;
}
