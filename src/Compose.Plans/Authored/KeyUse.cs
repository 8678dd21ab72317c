namespace Compose.Plans;

/// <summary>How the reader treats a key.</summary>
public enum KeyUse
{
    Optional,
    Required,

    /// <summary>Allotted for a later version; a plan that uses it is refused with <c>Plan.NotSupported</c>.</summary>
    Reserved,
}
