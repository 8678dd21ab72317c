namespace Compose.Plans;

/// <summary>A secret by reference: never its value.</summary>
public sealed record PlanSecret
{
    public required string Id { get; init; }

    /// <summary>Where the host finds it: <c>vault://kv/team/api-key</c>.</summary>
    public required string Uri { get; init; }

    public SourceMark Mark { get; init; }
}

/// <summary>A secret that one instance may redeem, under the name the instance knows it by.</summary>
public sealed record PlanSecretUse
{
    public required string Name { get; init; }

    /// <summary>The id of the plan's secret.</summary>
    public required string Secret { get; init; }

    public SourceMark Mark { get; init; }
}
