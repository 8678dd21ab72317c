namespace Compose.Plans;

/// <summary>Bounds on plans, so that reading and validating one ends soon and in bounded memory.</summary>
public static class PlanLimits
{
    /// <summary>Longest text or binary of a plan. 10,000 wired instances take about 1 MB.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>Longest plan of version 1, as the founding documents have it.</summary>
    public const int MaxBytesV1 = 1 << 20;

    public const int MaxDepth = 100;

    public const int MaxComponents = 1_000;

    public const int MaxInstances = 100_000;

    public const int MaxWires = 500_000;

    public const int MaxExports = 10_000;

    public const int MaxSecrets = 1_000;

    /// <summary>Capabilities, directories, variables, arguments or peers of one instance.</summary>
    public const int MaxEntries = 10_000;

    /// <summary>Longest id in characters.</summary>
    public const int MaxIdLength = 100;

    /// <summary>Largest component in bytes.</summary>
    public const int MaxComponentBytes = 256 << 20;

    /// <summary>How many errors are reported before the rest is only counted.</summary>
    public const int MaxErrors = 200;
}
