using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Compose.Signing;

/// <summary>
/// A DSSE envelope (secure-systems-lab/dsse v1): a payload with its type, and signatures over the pre-authentication
/// encoding of both.
/// </summary>
public sealed record DsseEnvelope(string PayloadType, ReadOnlyMemory<byte> Payload, IReadOnlyList<DsseSignature> Signatures)
{
    /// <summary>The payload type of in-toto statements.</summary>
    public const string InTotoType = "application/vnd.in-toto+json";

    private const int MaxBytes = 32 << 20;

    /// <summary>What the signatures are over: <c>DSSEv1 LEN TYPE LEN PAYLOAD</c>.</summary>
    public byte[] PreAuthenticationEncoding()
    {
        byte[] head = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"DSSEv1 {Encoding.UTF8.GetByteCount(PayloadType)} {PayloadType} {Payload.Length} "));
        return [.. head, .. Payload.Span];
    }

    /// <summary>Makes an envelope with one signature, without key id: other verifiers compare it with an id of their own making.</summary>
    public static DsseEnvelope Sign(string payloadType, ReadOnlyMemory<byte> payload, ISigner signer)
    {
        var envelope = new DsseEnvelope(payloadType, payload, []);
        return envelope with { Signatures = [new DsseSignature(string.Empty, signer.Sign(envelope.PreAuthenticationEncoding()))] };
    }

    /// <summary>True if one of the signatures is the key's.</summary>
    public bool IsSignedBy(VerificationKey key)
    {
        byte[] encoding = PreAuthenticationEncoding();
        foreach (DsseSignature signature in Signatures)
        {
            if (key.Verify(encoding, signature.Value.Span))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the JSON form.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidBundle</c>.</exception>
    public static DsseEnvelope Parse(ReadOnlySpan<byte> utf8, string? file = null) =>
        Read(TrustJson.Parse(utf8, ErrorCodes.Trust.InvalidBundle, MaxBytes, file));

    internal static DsseEnvelope Read(TrustJson json)
    {
        json.Object();
        var signatures = new List<DsseSignature>();
        foreach (TrustJson signature in json.Items("signatures"))
        {
            signatures.Add(new DsseSignature(signature.Object().Text("keyid") ?? string.Empty, signature.RequireBytes("sig")));
        }

        return new DsseEnvelope(json.RequireText("payloadType"), json.RequireBytes("payload"), signatures);
    }

    /// <summary>The JSON form; members in a fixed order.</summary>
    public JsonObject ToJson()
    {
        var signatures = new JsonArray();
        foreach (DsseSignature signature in Signatures)
        {
            var item = new JsonObject { ["sig"] = Convert.ToBase64String(signature.Value.Span) };
            if (signature.KeyId.Length > 0)
            {
                item["keyid"] = signature.KeyId;
            }

            signatures.Add((JsonNode)item);
        }

        return new JsonObject
        {
            ["payload"] = Convert.ToBase64String(Payload.Span),
            ["payloadType"] = PayloadType,
            ["signatures"] = signatures,
        };
    }
}
