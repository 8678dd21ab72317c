using System.Security.Cryptography.X509Certificates;

namespace Compose.Trust;

/// <summary>Certificates that a policy trusts as anchors, with intermediates beside them.</summary>
public sealed class X509Roots
{
    public X509Roots(IReadOnlyList<X509Certificate2> certificates)
    {
        Anchors = [.. certificates.Where(each => each.SubjectName.RawData.AsSpan().SequenceEqual(each.IssuerName.RawData))];
        Intermediates = [.. certificates.Except(Anchors)];
        if (Anchors.Count == 0)
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidKey, "there is no root certificate among the roots", hint: "add the self-signed certificate at the top of the chain");
        }

        Digest = Digest.Of(certificates.SelectMany(each => each.RawData).ToArray());
    }

    public IReadOnlyList<X509Certificate2> Anchors { get; }

    public IReadOnlyList<X509Certificate2> Intermediates { get; }

    /// <summary>SHA-256 of all certificates in order.</summary>
    public Digest Digest { get; }
}
