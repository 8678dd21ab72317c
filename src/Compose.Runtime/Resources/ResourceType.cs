using Compose.Engine;

namespace Compose.Runtime.Resources;

/// <summary>
/// A resource type at run time. Identity is the object: each instantiation of a component makes new ones for the
/// resources it defines; those of the host are one per <see cref="HostResourceType"/> and store.
/// </summary>
internal sealed class ResourceType
{
    public ResourceType(string name, ComponentInstance implementer, CoreFunction? destructor)
    {
        Name = name;
        Implementer = implementer;
        Destructor = destructor;
    }

    public ResourceType(HostResourceType host)
    {
        Name = host.Name;
        Host = host;
    }

    public string Name { get; }

    /// <summary>The instance that defines it; null for a type of the host.</summary>
    public ComponentInstance? Implementer { get; }

    /// <summary>Called with the representation when the last owner drops it.</summary>
    public CoreFunction? Destructor { get; }

    public HostResourceType? Host { get; }

    public override string ToString() => Name;
}
