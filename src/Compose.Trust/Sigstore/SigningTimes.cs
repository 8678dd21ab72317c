using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Compose.Trust.Sigstore;

/// <summary>When a bundle was signed, as far as authorities of the trusted root vouch for it.</summary>
internal static class SigningTimes
{
    private const string TimeStampingUse = "1.3.6.1.5.5.7.3.8";

    /// <summary>
    /// All proven times. Timestamps of which none holds refuse the bundle, and so does a promise that its log has not signed:
    /// neither is passed over for the other.
    /// </summary>
    public static IReadOnlyList<DateTimeOffset> Establish(SigstoreBundle bundle, TrustedRoot root)
    {
        var times = new List<DateTimeOffset>();
        if (bundle.Timestamps.Count > 0)
        {
            ComposeException? refused = null;
            foreach (byte[] answer in bundle.Timestamps)
            {
                try
                {
                    times.Add(Verify(answer, bundle.Signature, root));
                }
                catch (ComposeException e)
                {
                    refused ??= e;
                }
            }

            if (times.Count == 0)
            {
                throw refused!;
            }
        }

        foreach (LogEntry entry in bundle.LogEntries)
        {
            if (entry.SignedEntryTimestamp is { } promise && IntegratedTime(entry) is var time && TrustedRoot.Find(root.Logs, entry.LogId.Span, time) is { } log)
            {
                VerifyPromise(entry, promise, log, time);
                times.Add(time);
            }
        }

        return times;
    }

    private static DateTimeOffset IntegratedTime(LogEntry entry) => entry.IntegratedTime <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        ? DateTimeOffset.FromUnixTimeSeconds(entry.IntegratedTime)
        : throw new ComposeException(ErrorCodes.Trust.LogInvalid, "the log's time is beyond the calendar");

    /// <summary>The log has signed its promise (RFC 8785 of body, time, log and index) with a key that was in use then.</summary>
    private static void VerifyPromise(LogEntry entry, byte[] promise, TransparencyLog log, DateTimeOffset time)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"body\":\"{Convert.ToBase64String(entry.Body.Span)}\",\"integratedTime\":{entry.IntegratedTime},\"logID\":\"{Convert.ToHexStringLower(entry.LogId.Span)}\",\"logIndex\":{entry.LogIndex}}}");
        if (!log.Key.Verify(Encoding.UTF8.GetBytes(text), promise))
        {
            throw new ComposeException(ErrorCodes.Trust.LogInvalid, "the log's promise (signed entry timestamp) is not signed by the log");
        }

        if (!log.Validity.Contains(time))
        {
            throw new ComposeException(ErrorCodes.Trust.LogInvalid, $"the log's key was not in use at {time:u}");
        }
    }

    private static DateTimeOffset Verify(byte[] answer, ReadOnlyMemory<byte> signature, TrustedRoot root)
    {
        if (!Rfc3161TimestampToken.TryDecode(TokenOf(answer), out Rfc3161TimestampToken? token, out int read) || read == 0)
        {
            throw new ComposeException(ErrorCodes.Trust.TimeUnproven, "a timestamp is no RFC 3161 token that was made while its certificate was valid");
        }

        if (!CertificateChains.IsStrongHash(token.TokenInfo.HashAlgorithmId.Value) || !CertificateChains.IsStrongHash(token.AsSignedCms().SignerInfos[0].DigestAlgorithm.Value))
        {
            throw new ComposeException(ErrorCodes.Trust.TimeUnproven, "a timestamp is made with a hash other than SHA-256, SHA-384 and SHA-512");
        }

        foreach (CertificateAuthority authority in root.TimestampAuthorities)
        {
            var candidates = new X509Certificate2Collection();
            candidates.AddRange(authority.Chain.ToArray());
            bool isSigned;
            X509Certificate2? signer;
            try
            {
                isSigned = token.VerifySignatureForData(signature.Span, out signer, candidates);
            }
            catch (CryptographicException)
            {
                continue;
            }

            DateTimeOffset time = token.TokenInfo.Timestamp;
            if (isSigned && signer is not null && authority.Validity.Contains(time) && IsOf(signer, authority, time))
            {
                return time;
            }
        }

        throw new ComposeException(ErrorCodes.Trust.TimeUnproven, "a timestamp is not one that an authority of the trusted root made of this signature, or the authority was not valid at its time");
    }

    private static bool IsOf(X509Certificate2 signer, CertificateAuthority authority, DateTimeOffset time)
    {
        // A root that names the signing certificate itself accepts no other.
        X509Certificate2 first = authority.Chain[0];
        bool namesSigner = authority.Chain.Count > 1 && !CertificateChains.IsAuthority(first);
        return (!namesSigner || first.RawDataMemory.Span.SequenceEqual(signer.RawDataMemory.Span))
            && CertificateChains.Build(signer, authority.Chain, [], TimeStampingUse, time).Problem is null;
    }

    /// <summary>The token within a <c>TimeStampResp</c>; a bare token stays.</summary>
    private static ReadOnlyMemory<byte> TokenOf(byte[] answer)
    {
        try
        {
            var outer = new AsnReader(answer, AsnEncodingRules.BER);
            AsnReader body = outer.ReadSequence();
            if (outer.HasData || body.PeekTag() != Asn1Tag.Sequence)
            {
                return answer;
            }

            AsnReader status = body.ReadSequence();
            return status.TryReadInt32(out int code) && code is 0 or 1 ? body.ReadEncodedValue() : default;
        }
        catch (AsnContentException)
        {
            return default;
        }
    }
}
