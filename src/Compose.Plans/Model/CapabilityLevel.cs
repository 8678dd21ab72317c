namespace Compose.Plans;

/// <summary>What happens if the host does not grant a capability; the values are those of the CDDL.</summary>
public enum CapabilityLevel
{
    /// <summary>The plan is refused.</summary>
    Required = 0,

    /// <summary>The import is there and denies.</summary>
    Optional = 1,
}
