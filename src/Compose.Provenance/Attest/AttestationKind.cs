namespace Compose.Provenance;

/// <summary>What an attestation states.</summary>
public enum AttestationKind
{
    /// <summary>That an artifact was emitted from a plan.</summary>
    Composition,

    /// <summary>That a run of an artifact came to an outcome.</summary>
    Execution,

    /// <summary>SLSA provenance version 1 of an artifact.</summary>
    Slsa,

    /// <summary>The components of an artifact as a CycloneDX bill of materials.</summary>
    Sbom,
}
