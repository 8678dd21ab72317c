using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Compose.Trust;

/// <summary>
/// The names of a certificate that a policy may mean: its subject, its common name if it has one, its alternative names.
/// Each to the letter, except that names of hosts are read without regard to case.
/// </summary>
internal static class CertificateNames
{
    private const string CommonName = "2.5.4.3";
    private const int Mail = 1, Host = 2, Address = 6;

    public static bool Has(X509Certificate2 certificate, string name) =>
        certificate.Subject == name || CommonNameOf(certificate) == name || HasAlternative(certificate, name);

    /// <summary>Null where there is none, or several: then no one of them is the certificate's name.</summary>
    private static string? CommonNameOf(X509Certificate2 certificate)
    {
        string? found = null;
        foreach (X500RelativeDistinguishedName part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (!part.HasMultipleElements && part.GetSingleElementType().Value == CommonName)
            {
                if (found is not null)
                {
                    return null;
                }

                found = part.GetSingleElementValue();
            }
        }

        return found;
    }

    private static bool HasAlternative(X509Certificate2 certificate, string name)
    {
        foreach (X509Extension extension in certificate.Extensions)
        {
            if (extension is not X509SubjectAlternativeNameExtension)
            {
                continue;
            }

            AsnReader names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                Asn1Tag tag = names.PeekTag();
                int kind = tag.TagClass == TagClass.ContextSpecific ? tag.TagValue : -1;
                if (kind is not (Mail or Host or Address))
                {
                    names.ReadEncodedValue();
                }
                else if (names.ReadCharacterString(UniversalTagNumber.IA5String, tag) is var found && string.Equals(found, name, kind == Host ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
