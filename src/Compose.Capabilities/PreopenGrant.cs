namespace Compose.Capabilities;

/// <summary>One directory that an instance finds open: the host's path, the name the guest knows it by, and how far it reaches.</summary>
public sealed record PreopenGrant(string HostPath, string GuestPath, bool ReadOnly = false)
{
    /// <summary>Bytes by which the files below it may grow in one run, or null for no quota.</summary>
    public ulong? QuotaBytes { get; init; }

    /// <summary>The directory, of the instance that runs this one, in which it lies: that one's quota is used up as well. Null for none.</summary>
    public PreopenGrant? Outer { get; init; }

    /// <summary>Files, directories and links that may be made below it in one run, or null for no quota.</summary>
    public ulong? QuotaFiles { get; init; }
}
