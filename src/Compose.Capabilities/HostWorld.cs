using Compose.Capabilities.Services;
using Compose.Capabilities.Wasi.Cli;
using Compose.Capabilities.Wasi.Filesystem;
using Compose.Capabilities.Wasi.Http;
using Compose.Capabilities.Wasi.Io;
using Compose.Capabilities.Wasi.KeyValue;
using Compose.Capabilities.Wasi.Sockets;
using Compose.Runtime;

namespace Compose.Capabilities;

/// <summary>
/// The host as one composition instance (one store) meets it. Interfaces that define resources without giving authority
/// are here, once, shared by all instances of the plan: the handles carry the authority. What gives authority is made per
/// instance by <see cref="Node"/>.
/// </summary>
public sealed class HostWorld
{
    private readonly Dictionary<InstancePath, NodeCapabilities> _nodes = [];
    private readonly NodeSession _nobody;
    private HostInstance? _http;

    public HostWorld(HostServices services)
    {
        Services = services;
        _nobody = new NodeSession(new NodeAuthority(InstancePath.Root), services);
    }

    public HostServices Services { get; }

    /// <summary>The nodes made so far, in no order.</summary>
    public IReadOnlyCollection<NodeCapabilities> Nodes => _nodes.Values;

    /// <summary>The run has ended: what instances kept for its length is let go.</summary>
    public void End()
    {
        foreach (NodeCapabilities node in _nodes.Values)
        {
            node.Session.End();
        }
    }

    /// <summary>Takes in an instance of the plan with what it may do; once for each instance.</summary>
    public NodeCapabilities Node(NodeAuthority authority)
    {
        var node = new NodeCapabilities(this, new NodeSession(authority, Services));
        _nodes.Add(authority.Node, node);
        return node;
    }

    /// <summary>The session of what the host itself opens for the composition: requests that come in, with their bodies.</summary>
    public NodeSession Host => _nobody;

    /// <summary>Host calls of all instances so far.</summary>
    public long Operations
    {
        get
        {
            long operations = _nobody.Operations;
            foreach (NodeCapabilities node in _nodes.Values)
            {
                operations += node.Session.Operations;
            }

            return operations;
        }
    }

    /// <summary>
    /// Makes ready for another run on the same interfaces: what the last one left in the host is gone, and sessions have used
    /// nothing. Between runs no handle may be alive.
    /// </summary>
    /// <remarks>
    /// What lives for a run is in three places, and in no other: in the sessions (their fields), with whoever registered
    /// it at <see cref="NodeSession.AtEnd"/> (composers, children, tokens of secrets), and in the clock (<see cref="Begin"/>). Interfaces close over
    /// the session and over nothing that changes; a service that remembers (random numbers from a seed, virtual clocks,
    /// numbers of files) belongs to deterministic runs, which are never renewed.
    /// </remarks>
    public void Renew()
    {
        _nobody.Renew();
        foreach (NodeCapabilities node in _nodes.Values)
        {
            node.Session.Renew();
        }
    }

    /// <summary>
    /// The first run of instances that were made, or made ready, some time ago begins now: how long they waited is nothing
    /// that guests may know. A clock that an instance has read while it was made goes on.
    /// </summary>
    public void Begin()
    {
        if (Operations == 0)
        {
            Services.MonotonicClock.Restart();
        }
    }

    /// <summary>
    /// An interface that is shared by all instances: <c>wasi:io/*</c>, the types of the terminal, file system, sockets and
    /// HTTP, the bucket of <c>wasi:keyvalue</c>, and <c>wasi:cli/exit</c>. Null for any other.
    /// </summary>
    public HostInstance? Shared(CapabilityName name)
    {
        if (!VersionTrack.IsServed(name))
        {
            return null;
        }

        return name.Track switch
        {
            // Inert: whoever exits ends the run, and nothing is gained by knowing who.
            ExitInterface.Name => ExitInterface.Make(_nobody),
            ErrorInterface.Name => ErrorInterface.Instance,
            PollInterface.Name => PollInterface.Instance,
            StreamsInterface.Name => StreamsInterface.Instance,
            TerminalInputInterface.Name => TerminalInputInterface.Instance,
            TerminalOutputInterface.Name => TerminalOutputInterface.Instance,
            TypesInterface.Name => TypesInterface.Instance,
            NetworkInterface.Name => NetworkInterface.Instance,
            TcpInterface.Name => TcpInterface.Instance,
            UdpInterface.Name => UdpInterface.Instance,
            NameLookupInterface.Name => NameLookupInterface.Make(_nobody),
            HttpTypesInterface.Name => _http ??= HttpTypesInterface.Make(_nobody),
            // Beside an instance's own import of it, of which this is the type that atomics and batch use.
            StoreInterface.Name => StoreInterface.Make(_nobody),
            _ => null,
        };
    }
}
