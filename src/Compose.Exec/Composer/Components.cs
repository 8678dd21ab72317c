using Compose.Capabilities;
using Compose.Plans;

namespace Compose.Exec.Composer;

/// <summary>Bare components as children of a guest.</summary>
internal static class Components
{
    /// <summary>A component under its implicit plan: what needs no asking, within what the caller has.</summary>
    public static ExecSubject Load(ComposerState state, ReadOnlyMemory<byte> component, ChildOptions options) =>
        state.Loader(new ImplicitPlanOptions { Capabilities = [.. Optional(state)], Variables = options.Environment ?? [], IsOptional = true }).Load(component, "component");

    /// <summary>A component that has all that the caller has: its files, peers, stores and variables.</summary>
    public static ExecSubject LoadAsCaller(ComposerState state, ReadOnlyMemory<byte> component)
    {
        NodeAuthority authority = state.Session.Authority;
        return state.Loader(new ImplicitPlanOptions
        {
            Capabilities = [.. Optional(state), .. authority.Grants.Keys.Where(IsInherited).Select(track => track[..track.IndexOf('/', StringComparison.Ordinal)]).Distinct()],
            Directories = [.. authority.Preopens.Select(preopen => new DirectoryGrant(preopen.GuestPath, preopen.GuestPath, preopen.ReadOnly))],
            Variables = authority.Environment,
            IsOptional = true,
        }).Load(component, "provider");
    }

    /// <summary>Files and variables come with their parameters.</summary>
    private static bool IsInherited(string track) =>
        track.StartsWith("wasi:sockets/", StringComparison.Ordinal) || track.StartsWith("wasi:keyvalue/", StringComparison.Ordinal)
        || track.StartsWith("wasi:logging/", StringComparison.Ordinal) || track.StartsWith("wasi:http/", StringComparison.Ordinal);

    private static string[] Optional(ComposerState state) => state.Session.Authority.Grants.ContainsKey("wasi:config/store") ? ["wasi:config"] : [];
}
