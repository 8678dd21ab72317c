using Compose.Emit.Shapes;

namespace Compose.Emit.Authority;

/// <summary>
/// Something in the artifact that answers an interface and is no export of an instance of the plan: an import, or a
/// component that is compiled in. Instances that are given the same supply share the identity of its resources.
/// </summary>
internal abstract class Supply(Track track, string key)
{
    private readonly HashSet<ImportUnit> _contributors = [];
    private MergedInterface? _shape;

    public Track Track { get; } = track;

    /// <summary>Tells supplies apart, and orders those of one rank: no number of order of discovery is part of
    /// it.</summary>
    public string Key { get; } = key;

    /// <summary>A component needs this supply for the import.</summary>
    public void Contribute(ImportUnit import)
    {
        if (_contributors.Add(import))
        {
            Forget();
        }
    }

    public bool HasContributors => _contributors.Count > 0;

    protected IReadOnlyCollection<ImportUnit> Contributors => _contributors;

    /// <summary>The join of what is needed of it.</summary>
    public virtual MergedInterface Shape => _shape ??= Join();

    protected virtual MergedInterface Join() => MergedInterface.Of(_contributors);

    protected void Forget() => _shape = null;

    /// <summary>What supplies the resources of another track that occur in this one.</summary>
    public abstract Supply Foreign(string track);
}
