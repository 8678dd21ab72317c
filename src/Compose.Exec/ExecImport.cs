namespace Compose.Exec;

/// <summary>One import of what runs: the interface in clear, whose it is, and the grant that decides; without a grant it is shared types.</summary>
public sealed record ExecImport(CapabilityName Interface, Grant? Grant);
