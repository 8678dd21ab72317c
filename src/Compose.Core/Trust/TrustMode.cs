namespace Compose;

/// <summary>What happens to bytes for which trust is not established. The host decides, never a plan.</summary>
public enum TrustMode
{
    /// <summary>They are refused.</summary>
    Strict = 0,

    /// <summary>They are used, and a warning and the label say so.</summary>
    Audit = 1,

    /// <summary>As <see cref="Audit"/> without warnings, and the development backend may vouch.</summary>
    Dev = 2,
}
