namespace Compose.Plans;

/// <summary>
/// What a host allows any plan: capabilities, ceilings and the least strict determinism. A plan's own policy and this one
/// meet; the stricter wins.
/// </summary>
public sealed record HostPolicy
{
    /// <summary>The policy of a host that belongs to the user who runs the plan: nothing is forbidden beyond the plan.</summary>
    public static HostPolicy Unrestricted { get; } = new();

    /// <summary>The name of the file it came from, for messages; null for none.</summary>
    public string? File { get; init; }

    /// <summary>Full names of capabilities that may be granted; null for all.</summary>
    public IReadOnlyList<string>? Allow { get; init; }

    /// <summary>Full names of capabilities that are never granted, whatever <see cref="Allow"/> says.</summary>
    public IReadOnlyList<string> Deny { get; init; } = [];

    /// <summary>Ceilings; lower ones of the plan stay.</summary>
    public ResourceLimits Limits { get; init; } = ResourceLimits.None;

    /// <summary>The least strict mode that runs may have.</summary>
    public DeterminismMode Determinism { get; init; } = DeterminismMode.Relaxed;

    /// <summary>The only tenant whose plans are run; null for any.</summary>
    public string? Tenant { get; init; }

    /// <summary>The engine that runs every plan; null leaves it to the plan.</summary>
    public PlanEngine? Engine { get; init; }

    /// <summary>True if directories may only be opened for reading.</summary>
    public bool ReadOnlyDirectories { get; init; }

    /// <summary>The folders below which directories may be opened; null for anywhere.</summary>
    public IReadOnlyList<HostRoot>? Roots { get; init; }

    /// <summary>Capabilities whose parameters and terms no grant goes beyond; what no ceiling is about is not held down.</summary>
    public IReadOnlyList<PlanCapability> Ceilings { get; init; } = [];

    /// <summary>True if the policy may take away something that a plan gives.</summary>
    internal bool NarrowsCapabilities => Allow is not null || Deny.Count > 0 || NarrowsScope;

    /// <summary>True if a capability that is allowed may reach less far than a plan says.</summary>
    internal bool NarrowsScope => ReadOnlyDirectories || Roots is not null || Ceilings.Count > 0;

    /// <summary>A directory of a plan as the policy lets it be opened, or null where it does not.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="folder">What its path counts from.</param>
    internal DirectoryGrant? Narrow(DirectoryGrant directory, string folder)
    {
        bool readOnly = ReadOnlyDirectories;
        if (Roots is not null)
        {
            if (HostRoot.Of(Roots, Path.GetFullPath(directory.HostPath, folder)) is not { } root)
            {
                return null;
            }

            readOnly |= root.ReadOnly;
        }

        return readOnly ? directory with { ReadOnly = true } : directory;
    }

    /// <summary>True if the import may be served under the capability (both by full name).</summary>
    internal bool Allows(string capability, CapabilityName import) =>
        (Allow is null || (capability == CapabilityVocabulary.Reveal ? Allow.Contains(capability) : Matches(Allow, capability, import))) && !Matches(Deny, capability, import);

    private static bool Matches(IReadOnlyList<string> names, string capability, CapabilityName import)
    {
        foreach (string name in names)
        {
            // The two halves of wasi:cli/environment are apart; everything else is told by the interface.
            bool half = import.Track == CapabilityVocabulary.Environment && name is CapabilityVocabulary.Environment or CapabilityVocabulary.Arguments;
            if (half ? capability == name : CapabilityVocabulary.Includes(name, capability) || CapabilityVocabulary.Covers(name, import))
            {
                return true;
            }
        }

        return false;
    }
}
