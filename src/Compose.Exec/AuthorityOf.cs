using Compose.Capabilities;

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
        "wasi:filesystem/preopens" when grant.Parameters is FilesystemParameters files => authority with
        {
            Preopens = [.. files.Directories.Select(directory => new PreopenGrant(
                Path.GetFullPath(directory.HostPath, options.BaseDirectory), directory.GuestPath, directory.ReadOnly))],
        },
        _ => authority,
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
