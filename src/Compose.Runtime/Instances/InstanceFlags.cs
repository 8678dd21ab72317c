namespace Compose.Runtime;

/// <summary>
/// The state of a component instance as its flags global holds it, where fused adapters read and write it: one word so
/// that entering is one comparison and one store.
/// </summary>
internal static class InstanceFlags
{
    /// <summary>Running a call that may not leave: within realloc or post-return (<c>may_leave</c> false).</summary>
    public const uint MayNotLeave = 0;

    /// <summary>Running (<c>may_enter</c> false), free to call out.</summary>
    public const uint Running = 1;

    /// <summary>Nobody is inside.</summary>
    public const uint Idle = 3;

    /// <summary>A trap ended it: it is never entered again.</summary>
    public const uint Ended = 4;
}
