namespace Compose.Emit;

/// <summary>What an import of an artifact is to the host; the numbers stand in the custom section.</summary>
public enum ImportState
{
    /// <summary>Resource types and inert functions, shared by all instances: gives no authority of its own.</summary>
    Shared = 0,

    /// <summary>Answered as the grant of the instance says.</summary>
    Granted = 1,

    /// <summary>Answered with a denial.</summary>
    Denied = 2,
}
