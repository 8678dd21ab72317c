namespace Compose.Plans;

/// <summary>How the source of a component is reached.</summary>
public enum SourceKind
{
    /// <summary>A file of this machine.</summary>
    Path,

    /// <summary>A file of the web.</summary>
    Http,

    /// <summary>An artifact of a registry.</summary>
    Oci,

    /// <summary>A file of a Git repository at a tag.</summary>
    Git,
}
