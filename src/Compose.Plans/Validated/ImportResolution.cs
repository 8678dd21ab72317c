namespace Compose.Plans;

/// <summary>How an import of one instance is met.</summary>
public enum ImportResolution
{
    /// <summary>By an export of another instance.</summary>
    Wired,

    /// <summary>By the host, as the import's grant says: granted, denied or inert.</summary>
    Host,

    /// <summary>It brings types only and needs nobody.</summary>
    TypesOnly,
}
