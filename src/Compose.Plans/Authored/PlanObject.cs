namespace Compose.Plans;

/// <summary>One kind of map of the plan language, with its keys.</summary>
/// <param name="Name">The name of its definition in the published JSON schema.</param>
/// <param name="Keys">All keys that the reader knows.</param>
public sealed record PlanObject(string Name, IReadOnlyList<PlanKey> Keys);
