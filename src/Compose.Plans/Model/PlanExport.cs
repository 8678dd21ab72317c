namespace Compose.Plans;

/// <summary>What the composition exports: an export of one instance, under the same or another name.</summary>
public sealed record PlanExport
{
    /// <summary>How canonical plans write "every export of the instance, under its own name"; it sorts before every name.</summary>
    public const string Everything = "*";

    /// <summary>The name outside; null: every export of the instance, under its own name.</summary>
    public string? Name { get; init; }

    /// <summary>The id of the instance.</summary>
    public required string Instance { get; init; }

    /// <summary>The export of the instance; null in an authored plan: the one that <see cref="Name"/> names.</summary>
    public string? Export { get; init; }

    public SourceMark Mark { get; init; }
}
