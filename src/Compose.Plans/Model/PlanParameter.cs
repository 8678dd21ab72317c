namespace Compose.Plans;

/// <summary>A parameter that a plan gives to a capability; which member holds the value is the parameter's form.</summary>
/// <param name="Parameter">Which one.</param>
public sealed record PlanParameter(CapabilityParameter Parameter)
{
    /// <summary>The texts of a list, in the author's order.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>The number; 1 for a flag; the calls of a rate.</summary>
    public ulong Number { get; init; }

    /// <summary>The period of a rate in milliseconds.</summary>
    public ulong Period { get; init; }
}
