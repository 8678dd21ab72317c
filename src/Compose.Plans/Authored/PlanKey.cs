namespace Compose.Plans;

/// <summary>One key of an object of the plan language.</summary>
public sealed record PlanKey(string Name, KeyUse Use, string Summary);
