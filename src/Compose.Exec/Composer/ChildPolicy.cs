using Compose.Capabilities;
using Compose.Plans;

namespace Compose.Exec.Composer;

/// <summary>The host policy under which an instance's child plans are validated: what the instance was granted itself.</summary>
internal static class ChildPolicy
{
    /// <summary>
    /// Streams, arguments and variables of a child are bytes that its parent gives and takes: no authority of the host's.
    /// </summary>
    private static readonly string[] s_ofTheParent =
        ["wasi:cli/arguments", "wasi:cli/environment", "wasi:cli/stderr", "wasi:cli/stdin", "wasi:cli/stdout", "wasi:config/store"];

    public static HostPolicy Of(NodeSession parent, PlanPolicy policy) => new()
    {
        File = "the grants of " + parent.Node,
        Allow = [.. s_ofTheParent, .. parent.Authority.Grants.Keys.Where(track => track != CapabilityVocabulary.Environment).Order(StringComparer.Ordinal)],
        Determinism = policy.Determinism,
    };

    /// <summary>The authority of an instance of a child plan within its parent's.</summary>
    public static NodeAuthority Narrow(NodeAuthority child, NodeSession parent, bool ownsStreams)
    {
        NodeAuthority outer = parent.Authority;
        return child with
        {
            Within = parent,
            Sockets = child.Sockets is null || outer.Sockets is null ? null : child.Sockets.Inside(outer.Sockets),
            KeyValue = child.KeyValue is null || outer.KeyValue is null ? null : child.KeyValue.Meet(outer.KeyValue),
            Http = child.Http is null || outer.Http is null ? null : child.Http.Inside(outer.Http),
            Logging = child.Logging && outer.Logging,
            MonotonicClock = child.MonotonicClock && outer.MonotonicClock,
            WallClock = child.WallClock && outer.WallClock,
            Random = child.Random && outer.Random,
            InsecureRandom = child.InsecureRandom && outer.InsecureRandom,
            InsecureSeed = child.InsecureSeed && outer.InsecureSeed,
            Stdin = child.Stdin && (ownsStreams || outer.Stdin),
            Stdout = child.Stdout && (ownsStreams || outer.Stdout),
            Stderr = child.Stderr && (ownsStreams || outer.Stderr),
            Preopens = [.. child.Preopens.Select(preopen => NestedTrees.Narrow(preopen, outer))],
            Limits = new NodeLimits
            {
                Operations = child.Limits.Operations,
                OutputBytes = child.Limits.OutputBytes,
                Handles = Math.Min(child.Limits.Handles, outer.Limits.Handles),
                OpenFiles = Math.Min(child.Limits.OpenFiles, outer.Limits.OpenFiles),
            },
        };
    }
}
