namespace Compose.Capabilities;

/// <summary>One directory that an instance finds open: the host's path, the name the guest knows it by, and how far it reaches.</summary>
public sealed record PreopenGrant(string HostPath, string GuestPath, bool ReadOnly = false);
