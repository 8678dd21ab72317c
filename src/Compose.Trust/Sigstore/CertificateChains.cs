using Compose.Signing;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Compose.Trust.Sigstore;

/// <summary>Path building (RFC 5280) to one anchor at one time; nothing is fetched and the machine's own roots do not count.</summary>
internal static class CertificateChains
{
    /// <summary>The extended key usage of certificates that sign code.</summary>
    public const string CodeSigningUse = "1.3.6.1.5.5.7.3.3";

    private const string Pss = "1.2.840.113549.1.1.10";

    /// <summary>True for a certificate that may issue others.</summary>
    public static bool IsAuthority(X509Certificate2 certificate)
    {
        foreach (X509Extension extension in certificate.Extensions)
        {
            if (extension is X509BasicConstraintsExtension constraints)
            {
                return constraints.CertificateAuthority;
            }
        }

        return false;
    }

    /// <summary>Why a certificate is not one for signing code: it issues others, or its use is not said to be that; null if it is.</summary>
    public static string? WhyNoSigner(X509Certificate2 certificate)
    {
        bool hasUse = false, isAuthority = false, hasUsage = false, maySign = true;
        foreach (X509Extension extension in certificate.Extensions)
        {
            switch (extension)
            {
                case X509BasicConstraintsExtension constraints:
                    isAuthority |= constraints.CertificateAuthority;
                    break;
                case X509KeyUsageExtension usage:
                    hasUsage = true;
                    maySign &= usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature);
                    break;
                case X509EnhancedKeyUsageExtension uses:
                    hasUse |= uses.EnhancedKeyUsages[CodeSigningUse] is not null;
                    break;
            }
        }

        return isAuthority ? "the certificate is that of an authority" : hasUse && hasUsage && maySign ? null : "the certificate is not one for signing code";
    }

    /// <summary>Builds the path from a certificate to the last one of <paramref name="anchorChain"/>.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="anchorChain">Intermediates, and the anchor last.</param>
    /// <param name="extra">Further intermediates, which are not trusted.</param>
    /// <param name="use">The extended key usage that the whole path must allow.</param>
    /// <param name="time">When it must have been valid, the bounds included.</param>
    public static CertificatePath Build(X509Certificate2 certificate, IReadOnlyList<X509Certificate2> anchorChain, IReadOnlyList<X509Certificate2> extra, string use, DateTimeOffset time)
    {
        using var chain = new X509Chain();
        X509ChainPolicy policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.Add(anchorChain[^1]);
        for (int i = 0; i < anchorChain.Count - 1; i++)
        {
            policy.ExtraStore.Add(anchorChain[i]);
        }

        policy.ExtraStore.AddRange(extra.ToArray());
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTimeIgnored = false;
        policy.VerificationTime = time.UtcDateTime;
        policy.ApplicationPolicy.Add(new Oid(use));
        if (!chain.Build(certificate))
        {
            return No(chain.ChainStatus.Length > 0 ? string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim())) : "no path was found");
        }

        // An anchor that is an intermediate itself, or a chain that stops short of ours, is no path to it.
        X509Certificate2 top = chain.ChainElements[^1].Certificate;
        if (!top.RawDataMemory.Span.SequenceEqual(anchorChain[^1].RawDataMemory.Span))
        {
            return No("the path ends in another root");
        }

        var path = new X509Certificate2[chain.ChainElements.Count];
        DateTimeOffset until = DateTimeOffset.MaxValue;
        for (int i = 0; i < path.Length; i++)
        {
            X509Certificate2 each = path[i] = chain.ChainElements[i].Certificate;
            DateTimeOffset end = each.NotAfter;
            if (time < each.NotBefore || time > end)
            {
                return No($"{each.Subject} was not valid at {time:u}");
            }

            // The anchor is trusted for itself, whatever it is signed with.
            if (i < path.Length - 1 && WeaknessOf(each) is { } weakness)
            {
                return No($"{each.Subject} {weakness}");
            }

            until = end < until ? end : until;
        }

        return new CertificatePath(null, path, until);
    }

    private static CertificatePath No(string why) => new(why, [], default);

    /// <summary>Why what the certificate is signed with, or signs with, is too weak to believe; null if it is not.</summary>
    private static string? WeaknessOf(X509Certificate2 certificate)
    {
        string? algorithm = certificate.SignatureAlgorithm.Value;
        bool isStrong = algorithm switch
        {
            "1.2.840.113549.1.1.11" or "1.2.840.113549.1.1.12" or "1.2.840.113549.1.1.13" => true,
            "1.2.840.10045.4.3.2" or "1.2.840.10045.4.3.3" or "1.2.840.10045.4.3.4" => true,
            "1.3.101.112" => true,
            Pss => HasStrongPss(certificate),
            _ => false,
        };
        if (!isStrong)
        {
            return $"is signed with {certificate.SignatureAlgorithm.FriendlyName ?? algorithm}, which is not accepted";
        }

        using RSA? rsa = certificate.GetRSAPublicKey();
        return rsa is { KeySize: < VerificationKey.MinRsaBits } ? $"has an RSA key of {rsa.KeySize} bits" : null;
    }

    /// <summary>RSASSA-PSS (RFC 4055 §3.1): the hash is a parameter, and SHA-1 where there is none.</summary>
    private static bool HasStrongPss(X509Certificate2 certificate)
    {
        var hashTag = new Asn1Tag(TagClass.ContextSpecific, 0);
        try
        {
            AsnReader outer = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
            outer.ReadEncodedValue();
            AsnReader algorithm = outer.ReadSequence();
            algorithm.ReadObjectIdentifier();
            AsnReader parameters = algorithm.ReadSequence();
            return IsStrongHash(parameters.ReadSequence(hashTag).ReadSequence().ReadObjectIdentifier());
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>True for SHA-256, SHA-384 and SHA-512.</summary>
    public static bool IsStrongHash(string? oid) => oid is "2.16.840.1.101.3.4.2.1" or "2.16.840.1.101.3.4.2.2" or "2.16.840.1.101.3.4.2.3";
}
