using Compose.Signing;
using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Compose.Trust.Sigstore;

/// <summary>
/// Embedded signed certificate timestamps (RFC 6962 §3.3): a log signed the certificate as it was before the timestamps
/// were put in, so that form is rebuilt, byte for byte, by leaving the extension out.
/// </summary>
internal static class SignedCertificateTimestamps
{
    private const string Extension = "1.3.6.1.4.1.11129.2.4.2";

    /// <summary>True if at least one timestamp is by a log of the list, in use at its time, and verifies.</summary>
    public static bool Verify(X509Certificate2 certificate, X509Certificate2 issuer, IReadOnlyList<TransparencyLog> logs)
    {
        try
        {
            foreach (X509Extension extension in certificate.Extensions)
            {
                if (extension.Oid?.Value == Extension)
                {
                    byte[] list = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadOctetString();
                    byte[] body = WithoutExtension(certificate.RawDataMemory);
                    byte[] issuerHash = SHA256.HashData(issuer.PublicKey.ExportSubjectPublicKeyInfo());
                    return VerifyAny(list, body, issuerHash, logs);
                }
            }
        }
        catch (AsnContentException)
        {
            return false;
        }

        return false;
    }

    private static bool VerifyAny(ReadOnlySpan<byte> list, byte[] body, byte[] issuerHash, IReadOnlyList<TransparencyLog> logs)
    {
        if (list.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(list) != list.Length - 2)
        {
            return false;
        }

        list = list[2..];
        while (list.Length >= 2)
        {
            int size = BinaryPrimitives.ReadUInt16BigEndian(list);
            if (size > list.Length - 2)
            {
                return false;
            }

            if (VerifyOne(list.Slice(2, size), body, issuerHash, logs))
            {
                return true;
            }

            list = list[(2 + size)..];
        }

        return false;
    }

    // version 1, log id 32, time 8, extensions 2+n, hash 1, algorithm 1, signature 2+n
    private static bool VerifyOne(ReadOnlySpan<byte> sct, byte[] body, byte[] issuerHash, IReadOnlyList<TransparencyLog> logs)
    {
        const int FixedPart = 1 + 32 + 8 + 2;
        const byte Sha256 = 4, Rsa = 1, Ecdsa = 3;
        if (sct.Length < FixedPart || sct[0] != 0)
        {
            return false;
        }

        ulong milliseconds = BinaryPrimitives.ReadUInt64BigEndian(sct[33..]);
        int extensions = BinaryPrimitives.ReadUInt16BigEndian(sct[41..]);
        if (sct.Length < FixedPart + extensions + 4 || milliseconds > (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return false;
        }

        var time = DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);
        if (TrustedRoot.Find(logs, sct.Slice(1, 32), time) is not { } log || !log.Validity.Contains(time))
        {
            return false;
        }

        ReadOnlySpan<byte> tail = sct[(FixedPart + extensions)..];
        byte algorithm = log.Key.Algorithm is KeyAlgorithm.RsaPkcs1 or KeyAlgorithm.RsaPss ? Rsa : Ecdsa;
        if (tail[0] != Sha256 || tail[1] != algorithm || BinaryPrimitives.ReadUInt16BigEndian(tail[2..]) != tail.Length - 4)
        {
            return false;
        }

        // version 0, type certificate_timestamp 0, time, entry type precert_entry 1, issuer, body 3+n, extensions 2+n
        var signed = new byte[2 + 8 + 2 + 32 + 3 + body.Length + 2 + extensions];
        sct.Slice(33, 8).CopyTo(signed.AsSpan(2));
        signed[11] = 1;
        issuerHash.CopyTo(signed.AsSpan(12));
        signed[44] = (byte)(body.Length >> 16);
        signed[45] = (byte)(body.Length >> 8);
        signed[46] = (byte)body.Length;
        body.CopyTo(signed.AsSpan(47));
        sct.Slice(41, 2 + extensions).CopyTo(signed.AsSpan(47 + body.Length));
        return log.Key.Verify(signed, tail[4..], HashAlgorithmName.SHA256);
    }

    /// <summary>The <c>TBSCertificate</c> without the extension.</summary>
    private static byte[] WithoutExtension(ReadOnlyMemory<byte> certificate)
    {
        AsnReader body = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        var extensionsTag = new Asn1Tag(TagClass.ContextSpecific, 3);
        using (writer.PushSequence())
        {
            while (body.HasData)
            {
                if (!body.PeekTag().HasSameClassAndValue(extensionsTag))
                {
                    writer.WriteEncodedValue(body.ReadEncodedValue().Span);
                    continue;
                }

                AsnReader extensions = body.ReadSequence(extensionsTag).ReadSequence();
                using (writer.PushSequence(extensionsTag))
                using (writer.PushSequence())
                {
                    while (extensions.HasData)
                    {
                        ReadOnlyMemory<byte> extension = extensions.ReadEncodedValue();
                        if (new AsnReader(extension, AsnEncodingRules.DER).ReadSequence().ReadObjectIdentifier() != Extension)
                        {
                            writer.WriteEncodedValue(extension.Span);
                        }
                    }
                }
            }
        }

        return writer.Encode();
    }
}
