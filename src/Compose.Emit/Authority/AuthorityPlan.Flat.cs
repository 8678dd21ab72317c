using Compose.Emit.Graph;
using Compose.Emit.Stubs;

namespace Compose.Emit.Authority;

/// <content>The flat form: one import for all who hold a grant, where their grants allow it.</content>
internal sealed partial class AuthorityPlan
{
    /// <summary>The first argument where the plan fixes the others, as the runtime has it.</summary>
    private const string ProgramName = "component";

    private readonly Dictionary<string, Node> _firstHolder = new(StringComparer.Ordinal);

    private Supply Flat(Track track, Node node, Grant grant)
    {
        if (grant.Parameters is EnvironmentParameters environment)
        {
            return Environment(track, node, grant, environment);
        }

        var shared = Shared(track.Key);
        if (shared.Grant is { } other && !GrantDigest.SameAuthority(other, grant))
        {
            throw new ComposeException(
                new ComposeError(
                    ErrorCodes.Emit.ConflictingGrants,
                    $"`{_firstHolder[track.Key].Path}` and `{node.Path}` hold different grants of `{track.Key}`, which one import cannot keep apart",
                    new ErrorLocation { Instance = node.Path },
                    "grant both the same, deny one of them, or emit for an aware host (without --flat)"));
        }

        if (shared.Grant is null)
        {
            shared.Grant = grant;
            _firstHolder.Add(track.Key, node);
            WarnOfHost(node, grant);
        }

        return shared;
    }

    /// <summary>Variables and fixed arguments are data; only arguments of the command line come from the host.</summary>
    private ConstantSupply Environment(Track track, Node node, Grant grant, EnvironmentParameters environment)
    {
        var functions = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var member in node.Unit.Imports[Array.FindIndex(node.Bindings, b => ReferenceEquals(b.Grant, grant))].Instance!.Exports)
        {
            switch (member.Name)
            {
                case "get-environment":
                    functions.Add(member.Name, Constants.Add(ConstantsBuilder.Pairs, Variables(environment)));
                    break;
                case "get-arguments":
                    functions.Add(member.Name, environment is { Arguments: true, FixedArguments: null }
                        ? null
                        : Constants.Add(ConstantsBuilder.Texts, Arguments(environment)));
                    break;
                case "initial-cwd" or "get-initial-cwd":
                    functions.Add(member.Name, Constants.Add(
                        ConstantsBuilder.MaybeText,
                        environment.InitialDirectory is { } directory ? Literal.Case(1, Literal.Of(directory)) : Literal.Case(0)));
                    break;
                default:
                    functions.Add(member.Name, null);
                    break;
            }
        }

        var host = functions.ContainsValue(null) ? Shared(track.Key) : null;
        host?.Contribute(node.Unit.Imports[Array.FindIndex(node.Bindings, b => ReferenceEquals(b.Grant, grant))]);
        string key = "5" + track.Key + "(" + string.Join(",", functions.Select(static f => f.Key + "=" + f.Value)) + ")";
        if (!_supplies.TryGetValue(key, out var supply))
        {
            supply = new ConstantSupply(track, key, functions, host);
            _supplies.Add(key, supply);
        }

        return (ConstantSupply)supply;
    }

    private static Literal Variables(EnvironmentParameters environment) =>
        Literal.List([.. (environment.Variables ?? [])
            .Select(static v => Literal.List([Literal.Of(v.Key), Literal.Of(v.Value)]))]);

    private static Literal Arguments(EnvironmentParameters environment) =>
        Literal.List(environment.Arguments ? [.. (environment.FixedArguments ?? []).Prepend(ProgramName).Select(Literal.Of)] : []);

    /// <summary>What the plan says and a plain host cannot know.</summary>
    private void WarnOfHost(Node node, Grant grant)
    {
        switch (grant.Parameters)
        {
            case FilesystemParameters files:
                foreach (var directory in files.Directories)
                {
                    Note(node, $"the host must open `{directory.HostPath}` as `{directory.GuestPath}`{(directory.ReadOnly ? ", read-only" : string.Empty)}, and nothing else");
                }

                break;
            case SocketParameters sockets when sockets != SocketParameters.Everything:
                Note(node, $"the host must allow TCP to {Words(sockets.Connect)}, listening at {Words(sockets.Listen)}, datagrams with {Words(sockets.Udp)}, binding to {Words(sockets.Bind)} and looking up {Words(sockets.Lookup)}, and nothing else");
                break;
            case KeyValueParameters store:
                Note(node, $"the host must open {(store.Buckets is { } buckets ? $"the buckets {Words(buckets)}" : "any bucket")}{(store.ReadOnly ? ", read-only" : string.Empty)}{(store.QuotaBytes is { } quota ? $", of {quota} bytes" : string.Empty)}");
                break;
            case NetworkParameters network:
                Note(node, $"the host must allow {(network.Methods is { } methods ? $"{Words(methods)} requests" : "requests")} to {string.Join(", ", network.Allow)}{(network.Headers is { } headers ? $" with the fields {Words(headers)}" : string.Empty)} only");
                break;
        }

        if (grant.Expires is not null || grant.Budget is not null)
        {
            Note(node, $"the host must end or count the use of {grant.Name.Track} as the plan says");
        }
    }

    private static string Words(IReadOnlyList<string> items) => items.Count == 0 ? "nothing" : string.Join(", ", items);

    private void Note(Node node, string message) =>
        Warnings.Add(new ComposeError(ErrorCodes.Emit.HostMustEnforce, message, new ErrorLocation { Instance = node.Path }) { IsWarning = true });
}
