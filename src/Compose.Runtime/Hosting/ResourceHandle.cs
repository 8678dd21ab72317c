namespace Compose.Runtime;

/// <summary>
/// A resource of a guest in the host's hands, owned or borrowed: from a lifted result or argument until it is passed
/// back or disposed of.
/// </summary>
public abstract class ResourceHandle : IDisposable
{
    /// <summary>Whether the host owns the resource (and must pass it on or dispose of it).</summary>
    public abstract bool IsOwned { get; }

    /// <summary>The representation that the implementing guest chose.</summary>
    public abstract uint Representation { get; }

    /// <summary>Drops the handle; an owned resource's destructor runs.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
