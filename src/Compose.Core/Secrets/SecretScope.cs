namespace Compose;

/// <summary>Who asks for a secret: one instance of one plan, for a tenant, in an authority epoch. Tokens are bound to all of it.</summary>
public sealed record SecretScope(string? Tenant, Digest Plan, InstancePath Instance, ulong Epoch);
