using Compose.Capabilities;
using Compose.Capabilities.Network;

namespace Compose.Exec;

/// <summary>Turns the grants of one instance of a plan into what the capabilities understand. What no grant says is denied.</summary>
internal static class AuthorityOf
{
    /// <param name="node">The instance.</param>
    /// <param name="grants">Its grants, denials among them.</param>
    /// <param name="options">Arguments of the command line, limits, and the folder that relative paths count from.</param>
    public static NodeAuthority Node(InstancePath node, IReadOnlyList<Grant> grants, ExecOptions options)
    {
        var authority = new NodeAuthority(node)
        {
            Grants = Live(grants),
            Limits = NodeLimits.Default with
            {
                Operations = options.Limits.Operations,
                OutputBytes = options.Limits.OutputBytes,
                Handles = options.Limits.Handles ?? NodeLimits.Default.Handles,
                OpenFiles = options.Limits.OpenFiles ?? NodeLimits.Default.OpenFiles,
            },
        };
        var denied = new HashSet<string>(StringComparer.Ordinal);
        foreach (Grant grant in grants)
        {
            if (grant.State == GrantState.Denied)
            {
                denied.Add(grant.Name.Track);
            }

            if (grant.IsGranted)
            {
                authority = With(authority, grant, options);
            }
        }

        return authority with { Denied = denied };
    }

    /// <summary>By interface; two versions of one interface have one grant.</summary>
    private static Dictionary<string, Grant> Live(IReadOnlyList<Grant> grants)
    {
        var live = new Dictionary<string, Grant>(StringComparer.Ordinal);
        foreach (Grant grant in grants)
        {
            if (grant.IsGranted)
            {
                live.TryAdd(grant.Name.Track, grant);
            }
        }

        return live;
    }

    private static NodeAuthority With(NodeAuthority authority, Grant grant, ExecOptions options) => grant.Name.Track switch
    {
        "wasi:cli/environment" => WithEnvironment(authority, grant.Parameters as EnvironmentParameters, options),
        "wasi:cli/stdin" => authority with { Stdin = true },
        "wasi:cli/stdout" => authority with { Stdout = true },
        "wasi:cli/stderr" => authority with { Stderr = true },
        "wasi:clocks/monotonic-clock" => authority with { MonotonicClock = true },
        "wasi:clocks/wall-clock" => authority with { WallClock = true },
        "wasi:random/random" => authority with { Random = true },
        "wasi:random/insecure" => authority with { InsecureRandom = true },
        "wasi:random/insecure-seed" => authority with { InsecureSeed = true },
        "wasi:sockets/instance-network" or "wasi:sockets/tcp-create-socket" or "wasi:sockets/udp-create-socket" or "wasi:sockets/ip-name-lookup"
            when grant.Parameters is SocketParameters sockets => authority with { Sockets = authority.Sockets ?? new SocketRules(sockets) },
        "wasi:keyvalue/store" or "wasi:keyvalue/atomics" or "wasi:keyvalue/batch" when grant.Parameters is KeyValueParameters store
            => authority with { KeyValue = store },
        "wasi:logging/logging" => authority with { Logging = true },
        "wasi:config/store" when grant.Parameters is ConfigParameters config => authority with
        {
            Configuration = config.Entries.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal),
        },
        "wasi:filesystem/preopens" when grant.Parameters is FilesystemParameters files => authority with
        {
            Preopens = [.. files.Directories.Select(directory => new PreopenGrant(
                Path.GetFullPath(directory.HostPath, options.BaseDirectory), directory.GuestPath, directory.ReadOnly)
            {
                QuotaBytes = directory.QuotaBytes,
                QuotaFiles = directory.QuotaFiles,
            })],
        },
        "wasi:http/outgoing-handler" => authority with { Http = Http(grant.Parameters as NetworkParameters) },
        _ => authority,
    };

    private static HttpAuthority Http(NetworkParameters? network) => network is null
        ? HttpAuthority.Everything
        : new HttpAuthority
        {
            Peers = [.. network.Allow.Select(text => HttpPeer.TryParse(text, out HttpPeer? peer)
                ? peer
                : throw new ComposeException(ErrorCodes.Plan.InvalidCapability, $"'{text}' is not a peer", hint: "[SCHEME://]HOST[:PORT], *.example.com or *"))],
            Methods = network.Methods is { } methods ? methods.ToHashSet(StringComparer.Ordinal) : null,
            Headers = network.Headers,
        };

    private static NodeAuthority WithEnvironment(NodeAuthority authority, EnvironmentParameters? environment, ExecOptions options)
    {
        if (environment is null)
        {
            return authority;
        }

        return authority with
        {
            Environment = environment.Variables ?? [],
            Arguments = environment.Arguments ? [options.ProgramName, .. environment.FixedArguments ?? options.Arguments] : [],
            InitialDirectory = environment.InitialDirectory,
        };
    }
}
