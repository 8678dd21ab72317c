namespace Compose;

/// <summary>
/// A stable error code: a dotted name (<c>Plan.CycleDetected</c>) and a fixed integer, from the one append-only
/// registry <see cref="ErrorCodes"/>. Neither ever changes its meaning.
/// </summary>
public sealed record ErrorCode(int Number, string Name, string Summary)
{
    /// <summary>The part before the dot: the stage that reports it.</summary>
    public string Domain => Name[..Name.IndexOf('.', StringComparison.Ordinal)];

    public override string ToString() => Name;
}
