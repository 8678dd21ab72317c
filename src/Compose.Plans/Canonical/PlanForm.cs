namespace Compose.Plans;

/// <summary>The forms in which a plan can be read.</summary>
public enum PlanForm
{
    /// <summary>YAML or JSON of version 2: has no identity until it is built.</summary>
    Authored,

    /// <summary>Canonical CBOR of version 2.</summary>
    V2,

    /// <summary>Canonical CBOR of version 1, as the founding CDDL has it.</summary>
    V1,

    /// <summary>CBOR of version 1 with string keys, as the older implementation wrote it.</summary>
    LegacyV1,

    /// <summary>No file at all: a bare component with the grants that need no asking.</summary>
    Implicit,
}
