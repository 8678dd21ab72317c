using Compose.Runtime;

namespace Compose.Capabilities.Services;

/// <summary>Interfaces that a floor above offers to single instances, beside those of WASI: composing, running, linking.</summary>
public interface ICapabilitySource
{
    /// <summary>
    /// The interface for one instance, or null where the source does not know it. Whether the instance was granted it is
    /// in its authority; one that was not must get an interface that denies, or none.
    /// </summary>
    HostInstance? Make(CapabilityName name, NodeSession session);
}
