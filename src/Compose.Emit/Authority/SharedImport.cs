using Compose.Emit.Shapes;

namespace Compose.Emit.Authority;

/// <summary>
/// An import under the interface's plain name, shared by all instances that need it: resource types, whose handles
/// carry the authority, inert functions, and in the flat form every interface that is left to the host.
/// </summary>
internal sealed class SharedImport(Track track, Func<string, Supply> shared) : Supply(track, "0" + track.Key)
{
    private readonly HashSet<ImportUnit> _bare = [];

    /// <summary>The instances that hold a grant for it, in the flat form; the smallest path stands in the name
    /// table.</summary>
    public Grant? Grant { get; set; }

    /// <summary>An import of an instance's own repeats the resources of this one; it asks nothing else of it.</summary>
    public void ContributeResources(ImportUnit import)
    {
        _bare.Add(import);
        Forget();
    }

    /// <summary>Whether only resources are asked of it.</summary>
    public bool IsBare => !HasContributors;

    public bool IsUsed => HasContributors || _bare.Count > 0;

    protected override MergedInterface Join() => MergedInterface.Of(Contributors.Concat(_bare));

    public override Supply Foreign(string track) => shared(track);
}
