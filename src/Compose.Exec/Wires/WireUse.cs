namespace Compose.Exec;

/// <summary>What came across one function of one wire in one run.</summary>
/// <param name="Consumer">The instance that called.</param>
/// <param name="Provider">The instance that was called.</param>
/// <param name="Function">As the provider exports it.</param>
public sealed record WireUse(InstancePath Consumer, InstancePath Provider, string Function)
{
    public long Calls { get; init; }

    /// <summary>Calls that a trap, a limit or an exit ended.</summary>
    public long Failures { get; init; }

    /// <summary>Time within the calls, calls within calls included.</summary>
    public TimeSpan Duration { get; init; }
}
