namespace Compose.Trust.Sigstore;

/// <summary>Who must have signed: the certificate's subject alternative name and the issuer of its identity.</summary>
/// <param name="Subject">Exactly the name, or with a <c>*</c> at its end every name that begins so.</param>
/// <param name="Issuer">Exactly the issuer's address.</param>
public sealed record SigstoreIdentity(string Subject, string Issuer)
{
    public bool Matches(string subject, string issuer) => issuer == Issuer
        && (subject == Subject || (Subject.EndsWith('*') && subject.StartsWith(Subject[..^1], StringComparison.Ordinal)));

    public override string ToString() => $"{Subject} ({Issuer})";
}
