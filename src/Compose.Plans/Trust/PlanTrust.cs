namespace Compose.Plans;

/// <summary>Asks the trust gate about every component of a plan, before an artifact is made of them.</summary>
public static class PlanTrust
{
    /// <summary>Judges all components; the label is the meet of theirs.</summary>
    /// <param name="plan">The plan, whose bytes were hashed when it was validated.</param>
    /// <param name="gate">The host's gate.</param>
    /// <param name="origins">Where blobs came from; null if nothing is fetched here.</param>
    /// <param name="warnings">Gets what is only recorded.</param>
    /// <exception cref="ComposeException"><c>Trust.*</c>: every component that is refused.</exception>
    public static TrustLabel Require(ValidatedPlan plan, ITrustGate gate, IBlobOrigins? origins, List<ComposeError> warnings)
    {
        var errors = new List<ComposeError>();
        TrustLabel label = TrustLabel.CoreVerified;
        foreach (TrustSubject subject in Subjects(plan, origins))
        {
            TrustVerdict verdict = gate.Judge(subject);
            label = label.Meet(verdict.Label);
            if (verdict.IsAllowed)
            {
                warnings.AddRange(verdict.Problems);
            }
            else
            {
                errors.AddRange(verdict.Problems);
            }
        }

        return errors.Count > 0 ? throw new ComposeException(errors) : label;
    }

    /// <summary>The components as the gate sees them, by id; equal digests under several ids are several subjects.</summary>
    public static IEnumerable<TrustSubject> Subjects(ValidatedPlan plan, IBlobOrigins? origins)
    {
        foreach (ValidatedComponent component in plan.Components)
        {
            string? hint = plan.Plan.Components.FirstOrDefault(each => each.Id == component.Id)?.Source;
            string? fetched = origins?.FetchedFrom(component.Digest) ?? (SourceAddress.IsRemote(hint) ? hint : null);
            yield return new TrustSubject(component.Digest, component.Id, fetched is null ? TrustOrigin.Local : TrustOrigin.Fetched)
            {
                Source = fetched ?? hint,
                File = fetched is null && hint is not null ? Path.GetFullPath(hint, plan.Resolved.BaseDirectory ?? Environment.CurrentDirectory) : null,
                Vendored = plan.Resolved.Vendored,
                Bytes = component.Bytes,
            };
        }
    }
}
