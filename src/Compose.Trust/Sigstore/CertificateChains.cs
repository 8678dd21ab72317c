using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Compose.Trust.Sigstore;

/// <summary>Path building (RFC 5280) to one anchor at one time; nothing is fetched and the machine's own roots do not count.</summary>
internal static class CertificateChains
{
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

    /// <summary>Null if the certificate leads to the last one of <paramref name="anchorChain"/>, else why not.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="anchorChain">Intermediates, and the anchor last.</param>
    /// <param name="extra">Further intermediates, which are not trusted.</param>
    /// <param name="use">The extended key usage that the whole path must allow; null for any.</param>
    /// <param name="time">When it must have been valid, the bounds included.</param>
    /// <param name="issuer">Gets the issuer found, a copy of the caller's.</param>
    public static string? Build(X509Certificate2 certificate, IReadOnlyList<X509Certificate2> anchorChain, IReadOnlyList<X509Certificate2> extra, string? use, DateTimeOffset time, Action<X509Certificate2>? issuer = null)
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
        if (use is not null)
        {
            policy.ApplicationPolicy.Add(new Oid(use));
        }

        if (!chain.Build(certificate))
        {
            return chain.ChainStatus.Length > 0 ? string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim())) : "no path was found";
        }

        // An anchor that is an intermediate itself, or a chain that stops short of ours, is no path to it.
        X509Certificate2 top = chain.ChainElements[^1].Certificate;
        if (!top.RawDataMemory.Span.SequenceEqual(anchorChain[^1].RawDataMemory.Span))
        {
            return "the path ends in another root";
        }

        foreach (X509ChainElement element in chain.ChainElements)
        {
            if (time < element.Certificate.NotBefore || time > element.Certificate.NotAfter)
            {
                return $"{element.Certificate.Subject} was not valid at {time:u}";
            }
        }

        issuer?.Invoke(X509CertificateLoader.LoadCertificate(chain.ChainElements[Math.Min(1, chain.ChainElements.Count - 1)].Certificate.RawData));
        return null;
    }
}
