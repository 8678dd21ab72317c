using Compose.Canonical;

namespace Compose.Trust;

/// <summary>
/// Judges by a policy: finds the rule, looks for signatures, and counts the authorities that vouch. Thread-safe if its
/// sources and cache are.
/// </summary>
public sealed class TrustGate : ITrustGate
{
    private readonly TrustPolicy _policy;
    private readonly IReadOnlyList<ITrustEvidenceSource> _sources;
    private readonly ITrustCache? _cache;
    private readonly TimeProvider _time;

    /// <param name="policy">The policy.</param>
    /// <param name="sources">Where signatures are looked for, in order.</param>
    /// <param name="cache">Remembers what was verified; null verifies each time.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public TrustGate(TrustPolicy policy, IReadOnlyList<ITrustEvidenceSource> sources, ITrustCache? cache = null, TimeProvider? time = null)
    {
        _policy = policy;
        _sources = sources;
        _cache = policy.CacheTime > TimeSpan.Zero ? cache : null;
        _time = time ?? TimeProvider.System;
    }

    public TrustMode Mode => _policy.Mode;

    public TrustPolicy Policy => _policy;

    /// <inheritdoc/>
    public TrustVerdict Judge(TrustSubject subject) => Explain(subject).Verdict;

    /// <summary>As <see cref="Judge"/>, with what each authority of the rule came to.</summary>
    public TrustExplanation Explain(TrustSubject subject)
    {
        var steps = new List<TrustStep>();
        if (_policy.Revoked.Digests.Contains(subject.Digest))
        {
            var revoked = new ComposeError(ErrorCodes.Trust.Revoked, $"{subject.Name} ({subject.Digest}) is revoked by the policy", PolicyPlace(), "use another version");
            return new TrustExplanation(subject, new TrustVerdict(false, TrustLabel.CoreUnverified) { Problems = [revoked], Rule = "revoked" }, steps);
        }

        TrustRule? rule = _policy.Rules.FirstOrDefault(each => each.Matches(subject));
        if (subject.Origin == TrustOrigin.Local && _policy.AllowsLocal && rule is null)
        {
            return new TrustExplanation(subject, new TrustVerdict(true, TrustLabel.CoreUnverified) { Rule = "local: allow", CoversNested = true }, steps);
        }

        if (rule is null)
        {
            return new TrustExplanation(subject, Unproven(subject, "no rule", ErrorCodes.Trust.UntrustedSource, "no rule of the policy says who may vouch for it", "add a rule that matches its component, package or source"), steps);
        }

        return Count(subject, rule, steps);
    }

    private TrustExplanation Count(TrustSubject subject, TrustRule rule, List<TrustStep> steps)
    {
        DateTimeOffset now = _time.GetUtcNow();
        IReadOnlyList<TrustEvidence>? evidence = null;
        var vouchers = new List<Voucher>();
        var voices = new HashSet<string>(StringComparer.Ordinal);
        bool isDevelopment = false;
        foreach (string name in rule.Signers)
        {
            TrustAuthority authority = _policy.Authorities[name];
            (Voucher? voucher, ComposeError? why) = Ask(authority, subject, ref evidence, now);
            bool isNewVoice = voucher is not null && voices.Add(voucher.SignerId);
            steps.Add(new TrustStep(name, authority.Backend, isNewVoice ? voucher : null, voucher is null || isNewVoice ? why : new ComposeError(ErrorCodes.Trust.VerificationFailed, "the same signer as an authority before it")));
            if (isNewVoice)
            {
                vouchers.Add(voucher!);
                isDevelopment |= authority is DevelopmentAuthority;
            }

            if (vouchers.Count >= rule.Threshold)
            {
                // The word of the development backend lets bytes pass and proves nothing.
                return new TrustExplanation(
                    subject,
                    new TrustVerdict(true, isDevelopment ? TrustLabel.CoreUnverified : TrustLabel.CoreVerified)
                    {
                        Vouchers = [.. vouchers.Select(each => $"{each.Authority}: {each.Signer}")],
                        CoversNested = rule.CoversNested,
                        Rule = $"rule {rule.Number}",
                    },
                    steps);
            }
        }

        bool isUnsigned = (evidence ?? []).Count == 0 && vouchers.Count == 0;
        ComposeError? first = steps.Select(step => step.Problem).FirstOrDefault(problem => problem is not null && problem.Code != ErrorCodes.Trust.MissingSignature);
        ErrorCode code = first?.Code ?? (vouchers.Count == 0 ? ErrorCodes.Trust.MissingSignature : ErrorCodes.Trust.VerificationFailed);
        string reason = isUnsigned && first is null
            ? "there is no signature of it"
            : $"{vouchers.Count} of {rule.Threshold} needed signers vouch for it: {string.Join("; ", steps.Where(step => step.Problem is not null).Select(step => $"{step.Authority}: {step.Problem!.Message}"))}";
        return new TrustExplanation(
            subject,
            Unproven(subject, $"rule {rule.Number}", code, reason, isUnsigned ? HintOf(subject) : "see composectl trust explain"),
            steps);
    }

    private static string HintOf(TrustSubject subject) => SourceRepository.Of(subject.Source) is not null
        ? $"composectl pull {subject.Source} looks for signatures that were made since it was fetched; composectl trust sign {subject.Source} --key KEY makes one"
        : $"sign it: composectl trust sign {subject.Source ?? subject.Name} --key KEY";

    private (Voucher? Voucher, ComposeError? Why) Ask(TrustAuthority authority, TrustSubject subject, ref IReadOnlyList<TrustEvidence>? evidence, DateTimeOffset now)
    {
        if (now < authority.NotBefore || now > authority.Expires)
        {
            return (null, new ComposeError(ErrorCodes.Trust.CertificateExpired, now > authority.Expires ? $"its authority ended at {authority.Expires:u}" : $"its authority begins at {authority.NotBefore:u}"));
        }

        switch (authority)
        {
            case DevelopmentAuthority:
                return _policy.Mode == TrustMode.Dev
                    ? (new Voucher(authority.Name, "development", "dev:" + authority.Name), null)
                    : (null, new ComposeError(ErrorCodes.Trust.UntrustedSource, "the development backend counts in mode dev only"));
            case DigestAuthority digests:
                return digests.Digests.Contains(subject.Digest)
                    ? (new Voucher(authority.Name, "listed digest", "digests:" + authority.Name), null)
                    : (null, new ComposeError(ErrorCodes.Trust.UntrustedSource, "its list does not have the digest"));
        }

        Digest key = CacheKey(subject.Digest, authority, _policy.Digest);
        if (_cache?.TryGet(key, now) is { } cached)
        {
            return (cached, null);
        }

        ComposeError? refused = null;
        try
        {
            evidence ??= Find(subject);
        }
        catch (ComposeException e)
        {
            return (null, e.Error);
        }

        foreach (TrustEvidence item in evidence)
        {
            try
            {
                Voucher voucher = AuthorityVerifier.Verify(authority, item, subject, _policy.Revoked, now);
                DateTimeOffset until = now + _policy.CacheTime;
                (voucher.IsForSourceOnly ? null : _cache)?.Put(key, voucher, voucher.Until is { } end && end < until ? end : until);
                return (voucher, null);
            }
            catch (ComposeException e)
            {
                refused = refused is null || refused.Code == ErrorCodes.Trust.UntrustedSource ? e.Error : refused;
            }
        }

        return (null, refused ?? new ComposeError(ErrorCodes.Trust.MissingSignature, "there is no signature"));
    }

    private List<TrustEvidence> Find(TrustSubject subject)
    {
        var found = new List<TrustEvidence>();
        foreach (ITrustEvidenceSource source in _sources)
        {
            found.AddRange(source.Find(subject));
        }

        return found;
    }

    /// <summary>Digest, backend with all that decides its word, and policy.</summary>
    internal static Digest CacheKey(Digest digest, TrustAuthority authority, Digest policy)
    {
        var writer = new CborWriter();
        writer.WriteArrayHead(5);
        writer.WriteText("trust:v1");
        writer.WriteDigest(digest);
        writer.WriteText(authority.Backend);
        writer.WriteText(authority.Name);
        writer.WriteDigest(policy);
        return Digest.Of(writer.Written);
    }

    private TrustVerdict Unproven(TrustSubject subject, string rule, ErrorCode code, string reason, string hint)
    {
        bool isRefused = _policy.Mode == TrustMode.Strict;
        var problem = new ComposeError(isRefused ? code : ErrorCodes.Trust.Audited, $"{subject.Name} ({subject.Digest}): {reason}", PolicyPlace(), hint)
        {
            IsWarning = !isRefused,
            Context = new Dictionary<string, string>(3)
            {
                ["digest"] = subject.Digest.ToString(),
                ["rule"] = rule,
                ["mode"] = _policy.Mode.ToString().ToLowerInvariant(),
            },
        };
        return new TrustVerdict(!isRefused, TrustLabel.CoreUnverified) { Problems = _policy.Mode == TrustMode.Dev ? [] : [problem], Rule = rule, CoversNested = false };
    }

    private ErrorLocation? PolicyPlace() => _policy.File is null ? null : new ErrorLocation { File = _policy.File };
}
