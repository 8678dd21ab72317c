namespace Compose;

/// <summary>What a guest claims, with what the host knows of the guest.</summary>
/// <param name="Artifact">What runs; the subject of the statement.</param>
/// <param name="Plan">The plan of which it is an instance.</param>
/// <param name="Instance">The instance.</param>
/// <param name="Tenant">In whose name it runs.</param>
/// <param name="Type">The guest's own word for its claim.</param>
/// <param name="Claims">The guest's own words; each name once.</param>
public sealed record GuestClaim(Digest Artifact, Digest? Plan, InstancePath Instance, string? Tenant, string Type, IReadOnlyList<KeyValuePair<string, string>> Claims);
