using Compose.Capabilities.Services;
using Compose.Capabilities.Std;
using Compose.Capabilities.Wasi.Cli;
using Compose.Capabilities.Wasi.Clocks;
using Compose.Capabilities.Wasi.Filesystem;
using Compose.Capabilities.Wasi.Http;
using Compose.Capabilities.Wasi.KeyValue;
using Compose.Capabilities.Wasi.Logging;
using Compose.Capabilities.Wasi.Random;
using Compose.Capabilities.Wasi.Sockets;
using Compose.Runtime;

namespace Compose.Capabilities;

/// <summary>What the host gives to one instance of the plan: every interface it knows, granted or denying.</summary>
public sealed class NodeCapabilities
{
    private readonly HostWorld _world;
    private readonly Dictionary<string, HostInstance?> _made = new(StringComparer.Ordinal);

    internal NodeCapabilities(HostWorld world, NodeSession session)
    {
        _world = world;
        Session = session;
    }

    /// <summary>What the instance may do and has used.</summary>
    public NodeSession Session { get; }

    /// <summary>
    /// The interface for this instance, of whichever version of the track is asked for; null for one that the host does
    /// not know or that is withheld.
    /// </summary>
    public HostInstance? Resolve(CapabilityName name)
    {
        string track = name.Track;
        if (Session.Authority.Withheld.Contains(track))
        {
            return null;
        }

        if (!VersionTrack.IsServed(name))
        {
            return null;
        }

        if (!_made.TryGetValue(track, out HostInstance? instance))
        {
            instance = name.Package.StartsWith("wasi:", StringComparison.Ordinal) ? Make(track) ?? _world.Shared(name) : Make(track) ?? Offered(name);
            _made.Add(track, instance);
        }

        return instance;
    }

    private HostInstance? Offered(CapabilityName name)
    {
        foreach (ICapabilitySource source in Session.Services.Sources)
        {
            if (source.Make(name, Session) is { } offered)
            {
                return offered;
            }
        }

        return null;
    }

    private HostInstance? Make(string track) => track switch
    {
        EnvironmentInterface.Name => EnvironmentInterface.Make(Session),
        ExitInterface.Name => ExitInterface.Make(Session),
        StdinInterface.Name => StdinInterface.Make(Session),
        StdoutInterface.Name => StdoutInterface.Make(Session),
        StderrInterface.Name => StderrInterface.Make(Session),
        TerminalStdinInterface.Name => TerminalStdinInterface.Make(Session),
        TerminalStdoutInterface.Name => TerminalStdoutInterface.Make(Session),
        TerminalStderrInterface.Name => TerminalStderrInterface.Make(Session),
        MonotonicClockInterface.Name => MonotonicClockInterface.Make(Session),
        WallClockInterface.Name => WallClockInterface.Make(Session),
        TimezoneInterface.Name => TimezoneInterface.Make(Session),
        RandomInterface.Name => RandomInterface.Make(Session),
        InsecureInterface.Name => InsecureInterface.Make(Session),
        InsecureSeedInterface.Name => InsecureSeedInterface.Make(Session),
        PreopensInterface.Name => PreopensInterface.Make(Session),
        InstanceNetworkInterface.Name => InstanceNetworkInterface.Make(Session),
        TcpCreateSocketInterface.Name => TcpCreateSocketInterface.Make(Session),
        UdpCreateSocketInterface.Name => UdpCreateSocketInterface.Make(Session),
        NameLookupInterface.Name => NameLookupInterface.Make(Session),
        HttpTypesInterface.Name => HttpTypesInterface.Make(Session),
        OutgoingHandlerInterface.Name => OutgoingHandlerInterface.Make(Session),
        Wasi.Config.StoreInterface.Name => Wasi.Config.StoreInterface.Make(Session),
        Wasi.KeyValue.StoreInterface.Name => Wasi.KeyValue.StoreInterface.Make(Session),
        AtomicsInterface.Name => AtomicsInterface.Make(Session),
        BatchInterface.Name => BatchInterface.Make(Session),
        LoggingInterface.Name => LoggingInterface.Make(Session),
        JournalInterface.Name => JournalInterface.Make(Session),
        AttestationInterface.Name => AttestationInterface.Make(Session),
        MetricsInterface.Name => MetricsInterface.Make(Session),
        TrustInterface.Name => TrustInterface.Make(Session),
        _ when track.StartsWith(SecretsInterfaces.Package + "/", StringComparison.Ordinal) => SecretsInterfaces.Make(track[(SecretsInterfaces.Package.Length + 1)..], Session),
        _ => null,
    };
}
