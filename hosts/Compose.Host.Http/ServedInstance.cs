using Compose.Capabilities;
using Compose.Exec;
using Compose.Runtime;

namespace Compose.Host.Http;

/// <summary>An instance of a component that answers requests, one at a time.</summary>
internal sealed class ServedInstance(DeployedInstance instance, ComponentFunction handle)
{
    public DeployedInstance Instance { get; } = instance;

    /// <summary><c>wasi:http/incoming-handler#handle</c>.</summary>
    public ComponentFunction Handle { get; } = handle;

    /// <summary>On whose account requests and their bodies are.</summary>
    public NodeSession Session { get; } = instance.World.Host;

    public ComponentStore Store => Instance.Store;

    /// <summary>Requests it has answered since it was new.</summary>
    public int Uses { get; set; }
}
