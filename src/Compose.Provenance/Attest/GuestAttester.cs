using System.Text.Json.Nodes;
using Compose.Signing;

namespace Compose.Provenance;

/// <summary>Signs claims of guests: <c>std:attest</c> behind its seam. The signer stays the caller's.</summary>
public sealed class GuestAttester(ISigner signer) : IGuestAttester
{
    /// <summary>Predicate of what guests claim.</summary>
    public const string GuestType = "https://compose.dev/attestation/guest/v1";

    private readonly string _pem = KeyFiles.PublicPem(signer.Key);

    /// <inheritdoc/>
    public string PublicKey => _pem;

    /// <inheritdoc/>
    public byte[] Attest(GuestClaim claim)
    {
        // Host and guest are apart: no claim of the guest can pass for a fact of the host.
        var host = new JsonObject { ["instance"] = claim.Instance.Text ?? string.Empty };
        if (claim.Plan is { } plan)
        {
            host["plan"] = plan.Hex;
        }

        if (claim.Tenant is { } tenant)
        {
            host["tenant"] = tenant;
        }

        var claims = new JsonObject();
        foreach ((string name, string value) in claim.Claims)
        {
            claims[name] = value;
        }

        var statement = new InTotoStatement(
            [new StatementSubject("artifact", claim.Artifact)],
            GuestType,
            new JsonObject { ["host"] = host, ["guest"] = new JsonObject { ["type"] = claim.Type, ["claims"] = claims } });
        return BundleSigner.SignStatement(statement, signer, []);
    }

    /// <inheritdoc/>
    public GuestClaim? Verify(ReadOnlyMemory<byte> attestation)
    {
        DsseEnvelope envelope = Attestations.EnvelopeOf(attestation.Span);
        if (envelope.Signatures.Count != 1 || !envelope.IsSignedBy(signer.Key))
        {
            return null;
        }

        InTotoStatement statement = InTotoStatement.Of(envelope);
        return statement.PredicateType == GuestType && statement.Subjects is [{ Sha256: { } artifact }]
            && statement.Predicate["host"] is JsonObject host && statement.Predicate["guest"] is JsonObject { } guest && guest["claims"] is JsonObject claims
            ? new GuestClaim(
                artifact,
                Digest.TryParse(Text(host, "plan"), out Digest plan) ? plan : null,
                new InstancePath(Text(host, "instance") ?? string.Empty),
                Text(host, "tenant"),
                Text(guest, "type") ?? string.Empty,
                [.. claims.Select(pair => new KeyValuePair<string, string>(pair.Key, pair.Value?.GetValue<string>() ?? string.Empty))])
            : null;
    }

    private static string? Text(JsonObject json, string name) => json[name]?.GetValue<string>();
}
