namespace Compose.Wasm.Components;

/// <summary>Attributes of an import's or export's name (<c>nameattributes</c>); type checking ignores them.</summary>
/// <param name="Implements">The interface that a plainly named instance implements.</param>
/// <param name="VersionSuffix">What canonicalisation cut off the version of an interface name.</param>
/// <param name="ExternalId">A text that means something to hosts.</param>
public readonly record struct ExternAttributes(string? Implements = null, string? VersionSuffix = null, string? ExternalId = null)
{
    public bool IsEmpty => Implements is null && VersionSuffix is null && ExternalId is null;

    /// <summary>The form that the binary has the name in; older tools gave interface names the form 1, which means the same.</summary>
    internal byte Form { get; init; }
}
