namespace Compose;

/// <summary>
/// The gate of a host without a trust policy: files that were named on this machine are used as they are, unverified;
/// whatever was fetched is refused, since nobody here vouches for it.
/// </summary>
public sealed class LocalTrustGate : ITrustGate
{
    public static LocalTrustGate Instance { get; } = new();

    private LocalTrustGate()
    {
    }

    public TrustMode Mode => TrustMode.Strict;

    public TrustVerdict Judge(TrustSubject subject) => subject.Origin == TrustOrigin.Fetched
        ? new TrustVerdict(false, TrustLabel.CoreUnverified)
        {
            Rule = "no policy",
            Problems =
            [
                new ComposeError(
                    ErrorCodes.Trust.UntrustedSource,
                    $"{subject.Name} ({subject.Digest}) was fetched{(subject.Source is null ? string.Empty : " from " + subject.Source)}, and no trust policy says who may vouch for it",
                    null,
                    "name a policy with --trust FILE; `composectl trust policy init` writes one to start from"),
            ],
        }
        : new TrustVerdict(true, TrustLabel.CoreUnverified) { Rule = "no policy: local files are used as they are", CoversNested = true };
}
