namespace Compose;

/// <summary>What a trust gate found about some bytes.</summary>
/// <param name="IsAllowed">False: they must not be used.</param>
/// <param name="Label">How far they may be relied on.</param>
public sealed record TrustVerdict(bool IsAllowed, TrustLabel Label)
{
    /// <summary>Who vouches: names of authorities with the signer, in words.</summary>
    public IReadOnlyList<string> Vouchers { get; init; } = [];

    /// <summary>Why trust is not established: an error where it is refused, a warning where it is only recorded.</summary>
    public IReadOnlyList<ComposeError> Problems { get; init; } = [];

    /// <summary>True if the word for the whole holds for what is nested in it.</summary>
    public bool CoversNested { get; init; }

    /// <summary>The rule of the policy that decided, for explanations.</summary>
    public string Rule { get; init; } = string.Empty;
}
