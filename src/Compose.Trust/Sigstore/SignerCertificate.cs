using Compose.Signing;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Compose.Trust.Sigstore;

/// <summary>The certificate under which a bundle was signed.</summary>
internal sealed class SignerCertificate : IDisposable
{
    private const string SubjectAlternativeName = "2.5.29.17";
    private const string IssuerV1 = "1.3.6.1.4.1.57264.1.1", IssuerV2 = "1.3.6.1.4.1.57264.1.8", OtherName = "1.3.6.1.4.1.57264.1.7";

    private readonly X509Certificate2 _certificate;
    private readonly List<X509Certificate2> _intermediates;

    private SignerCertificate(X509Certificate2 certificate, List<X509Certificate2> intermediates)
    {
        _certificate = certificate;
        _intermediates = intermediates;
        Key = VerificationKey.Of(certificate);
    }

    public VerificationKey Key { get; }

    public ReadOnlyMemory<byte> Raw => _certificate.RawDataMemory;

    public static SignerCertificate Load(IReadOnlyList<byte[]> certificates)
    {
        List<X509Certificate2> loaded = KeyFiles.ReadChain(certificates);
        foreach (X509Certificate2 certificate in loaded)
        {
            if (certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))
            {
                throw new ComposeException(ErrorCodes.Trust.InvalidBundle, "the bundle carries a root certificate; roots come from the trusted root only");
            }
        }

        return new SignerCertificate(loaded[0], loaded[1..]);
    }

    /// <summary>Builds the path at a time and gives the certificate of the issuer.</summary>
    public X509Certificate2 Chain(TrustedRoot root, DateTimeOffset time)
    {
        if (time < _certificate.NotBefore || time > _certificate.NotAfter)
        {
            throw new ComposeException(
                ErrorCodes.Trust.CertificateExpired,
                $"signed at {time:u}, when the certificate was not valid ({_certificate.NotBefore.ToUniversalTime():u} to {_certificate.NotAfter.ToUniversalTime():u})");
        }

        if (CertificateChains.WhyNoSigner(_certificate) is { } unfit)
        {
            throw new ComposeException(ErrorCodes.Trust.UntrustedSource, unfit);
        }

        string? why = null;
        foreach (CertificateAuthority authority in root.Authorities)
        {
            if (!authority.Validity.Contains(time))
            {
                continue;
            }

            CertificatePath path = CertificateChains.Build(_certificate, authority.Chain, _intermediates, CertificateChains.CodeSigningUse, time);
            if (path.Problem is null)
            {
                return path.Issuer;
            }

            why = path.Problem;
        }

        throw new ComposeException(ErrorCodes.Trust.UntrustedSource, $"the certificate does not lead to an authority of the trusted root that was in use at {time:u}{(why is null ? string.Empty : ": " + why)}");
    }

    /// <summary>At least one certificate transparency log of the root has signed that it knows the certificate.</summary>
    public void VerifyTransparency(TrustedRoot root, X509Certificate2 issuer)
    {
        if (!SignedCertificateTimestamps.Verify(_certificate, issuer, root.CertificateLogs))
        {
            throw new ComposeException(ErrorCodes.Trust.LogInvalid, "no certificate transparency log of the trusted root vouches for the certificate (SCT)");
        }
    }

    /// <summary>Subject and issuer of the identity.</summary>
    public SigstoreIdentity Identity()
    {
        string? subject = null, issuer = null, olderIssuer = null;
        try
        {
            foreach (X509Extension extension in _certificate.Extensions)
            {
                switch (extension.Oid?.Value)
                {
                    case SubjectAlternativeName:
                        subject = ReadName(extension.RawData);
                        break;
                    case IssuerV2:
                        issuer = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadCharacterString(UniversalTagNumber.UTF8String);
                        break;
                    case IssuerV1:
                        olderIssuer = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(extension.RawData);
                        break;
                }
            }
        }
        catch (Exception e) when (e is AsnContentException or DecoderFallbackException)
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidBundle, $"the certificate's identity cannot be read: {e.Message}");
        }

        return subject is not null && (issuer ?? olderIssuer) is { } found
            ? new SigstoreIdentity(subject, found)
            : throw new ComposeException(ErrorCodes.Trust.IdentityMismatch, "the certificate has no identity, or no issuer of it");
    }

    /// <summary>The one name of the certificate: an address, an e-mail address or a user name.</summary>
    private static string? ReadName(byte[] extension)
    {
        AsnReader names = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        string? found = null;
        while (names.HasData)
        {
            Asn1Tag tag = names.PeekTag();
            string? name = null;
            switch (tag.TagClass == TagClass.ContextSpecific ? tag.TagValue : -1)
            {
                case 0:
                    AsnReader other = names.ReadSequence(tag);
                    if (other.ReadObjectIdentifier() == OtherName)
                    {
                        name = other.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadCharacterString(UniversalTagNumber.UTF8String);
                    }

                    break;
                case 1 or 2 or 6:
                    name = names.ReadCharacterString(UniversalTagNumber.IA5String, tag);
                    break;
                default:
                    names.ReadEncodedValue();
                    break;
            }

            if (name is not null)
            {
                // With two names it would be a question of taste which of them signed.
                found = found is null ? name : throw new AsnContentException("the certificate has several names");
            }
        }

        return found;
    }

    public void Dispose()
    {
        _certificate.Dispose();
        foreach (X509Certificate2 intermediate in _intermediates)
        {
            intermediate.Dispose();
        }
    }
}
