namespace Compose;

/// <summary>
/// What one instance may do through one imported host interface: who, what, how far. One grant belongs to exactly one
/// (instance, import) pair; the linker consults it when it links that import and at every call. A denial is a grant
/// too, with <see cref="GrantState.Denied"/>, so that a missing record is always a fault and never a permission.
/// </summary>
public sealed record Grant
{
    /// <summary>The instance that holds the grant.</summary>
    public required InstancePath Instance { get; init; }

    /// <summary>The interface exactly as the instance's component imports it, version included.</summary>
    public required CapabilityName Name { get; init; }

    public required GrantState State { get; init; }

    /// <summary>The attenuation, or null where the interface takes none (or nothing is granted).</summary>
    public GrantParameters? Parameters { get; init; }

    /// <summary>For a denial: the reason in words, for explanations and traps.</summary>
    public string? Reason { get; init; }

    /// <summary>The instant after which the grant denies, or null.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>How much may be used in one run, or null for no budget. Grants of one instance from one capability share it.</summary>
    public GrantBudget? Budget { get; init; }

    /// <summary>The capability of the plan that it comes from, by full name; null for a denial.</summary>
    public string? Capability { get; init; }

    /// <summary>The authority epoch in which the grant was made; a later epoch of the store makes it stale.</summary>
    public ulong Epoch { get; init; }

    public bool IsGranted => State == GrantState.Granted;

    public override string ToString() => $"{Instance}: {Name} {State}";
}
