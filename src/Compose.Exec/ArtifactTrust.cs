using Compose.Plans;

namespace Compose.Exec;

/// <summary>
/// Trust in an artifact or a bare component: in the whole, before it is read, and in every component nested in it, by
/// digest, before anything is compiled. The word for the whole holds for the parts only where the policy says so.
/// </summary>
internal sealed class ArtifactTrust(ExecLoaderOptions options)
{
    private readonly List<ComposeError> _warnings = [];
    private bool _coversNested;

    /// <summary>The meet so far.</summary>
    public TrustLabel Label { get; private set; } = TrustLabel.CoreVerified;

    public IReadOnlyList<ComposeError> Warnings => _warnings;

    /// <exception cref="ComposeException"><c>Trust.*</c>.</exception>
    public void RequireWhole(ReadOnlyMemory<byte> bytes, Digest digest, string path)
    {
        TrustVerdict verdict = options.Trust.Judge(TrustSubjects.Whole(bytes, digest, path, options));
        _coversNested = verdict.CoversNested;
        Take([verdict]);
    }

    /// <exception cref="ComposeException"><c>Trust.*</c>, one error for each component that is refused.</exception>
    public void RequireNested(ValidatedPlan plan)
    {
        if (_coversNested)
        {
            return;
        }

        var verdicts = new List<TrustVerdict>(plan.Components.Count);
        foreach (TrustSubject subject in TrustSubjects.Nested(plan, options))
        {
            verdicts.Add(options.Trust.Judge(subject));
        }

        Take(verdicts);
    }

    private void Take(List<TrustVerdict> verdicts)
    {
        var errors = new List<ComposeError>();
        foreach (TrustVerdict verdict in verdicts)
        {
            Label = Label.Meet(verdict.Label);
            (verdict.IsAllowed ? _warnings : errors).AddRange(verdict.Problems);
        }

        if (errors.Count > 0)
        {
            throw new ComposeException(errors);
        }
    }
}
