namespace Compose.Wit.Resolution;

/// <summary>What the resolvers of all packages of one resolution share.</summary>
/// <param name="Broken">Packages with errors: what they lack is not reported again.</param>
internal sealed record ResolverState(WitArena Arena, WitDiagnostics Diagnostics, WitOptions Options, HashSet<PackageId> Broken)
{
    /// <summary>Items of all worlds so far, against the limit.</summary>
    public int WorldItems { get; set; }
}
