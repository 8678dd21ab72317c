using System.Security.Cryptography.X509Certificates;

namespace Compose.Trust;

/// <summary>The names of a certificate that a policy may mean: its subject, its common name, its alternative names.</summary>
internal static class CertificateNames
{
    public static bool Has(X509Certificate2 certificate, string name)
    {
        if (certificate.Subject == name
            || certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) == name
            || certificate.GetNameInfo(X509NameType.EmailName, forIssuer: false) == name
            || certificate.GetNameInfo(X509NameType.UrlName, forIssuer: false) == name)
        {
            return true;
        }

        return certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Any(names => names.EnumerateDnsNames().Contains(name, StringComparer.OrdinalIgnoreCase));
    }
}
