namespace Compose;

/// <summary>Tells the audit journal what a gate decided.</summary>
public sealed class AuditedTrustGate(ITrustGate gate, IAuditSink journal) : ITrustGate
{
    public TrustMode Mode => gate.Mode;

    public TrustVerdict Judge(TrustSubject subject)
    {
        TrustVerdict verdict = gate.Judge(subject);
        ComposeError? problem = verdict.Problems.Count > 0 ? verdict.Problems[0] : null;
        journal.Append(new AuditRecord(
            AuditOperation.TrustVerify,
            !verdict.IsAllowed ? AuditSeverity.Error : problem is not null ? AuditSeverity.Warning : AuditSeverity.Info,
            verdict.IsAllowed && problem is null ? "ok" : problem?.Code.Name ?? "denied")
        {
            TrustPolicy = verdict.Rule,
            Context =
            [
                new("digest", subject.Digest.ToString()),
                new("label", verdict.Label.ToString()),
                new("mode", gate.Mode.ToString().ToLowerInvariant()),
                new("name", subject.Name),
            ],
        });
        return verdict;
    }
}
