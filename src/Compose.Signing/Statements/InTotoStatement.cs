using System.Text.Json.Nodes;
using CanonicalJson = Compose.Canonical.CanonicalJson;

namespace Compose.Signing;

/// <summary>
/// An in-toto statement: what a signer says (the predicate) of which artifacts (the subjects, by digest). Read in the
/// versions 0.1 and 1, written as version 1 in canonical JSON.
/// </summary>
public sealed record InTotoStatement(IReadOnlyList<StatementSubject> Subjects, string PredicateType, JsonObject Predicate)
{
    /// <summary>The type that is written.</summary>
    public const string TypeV1 = "https://in-toto.io/Statement/v1";

    private const string TypeV01 = "https://in-toto.io/Statement/v0.1";
    private const int MaxBytes = 32 << 20;

    /// <summary>True if one of the subjects has the digest.</summary>
    public bool IsAbout(Digest digest)
    {
        foreach (StatementSubject subject in Subjects)
        {
            if (subject.Sha256 == digest)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The statement within an envelope.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidStatement</c>.</exception>
    public static InTotoStatement Of(DsseEnvelope envelope) =>
        envelope.PayloadType == DsseEnvelope.InTotoType
            ? Parse(envelope.Payload.Span)
            : throw new ComposeException(ErrorCodes.Trust.InvalidStatement, $"the envelope holds {envelope.PayloadType}, not {DsseEnvelope.InTotoType}");

    /// <summary>Reads the JSON form.</summary>
    public static InTotoStatement Parse(ReadOnlySpan<byte> utf8)
    {
        TrustJson json = TrustJson.Parse(utf8, ErrorCodes.Trust.InvalidStatement, MaxBytes);
        if (json.RequireText("_type") is not (TypeV1 or TypeV01))
        {
            throw json.Fail("'_type' is not that of an in-toto statement of version 0.1 or 1");
        }

        var subjects = new List<StatementSubject>();
        foreach (TrustJson subject in json.Items("subject"))
        {
            Digest? sha256 = null;
            foreach ((string name, TrustJson value) in subject.Object().Require("digest").Object().Members())
            {
                if (name == "sha256")
                {
                    sha256 = value.Text() is { Length: 64 } hex && Digest.TryParse(hex, out Digest digest) ? digest : throw value.Fail($"'{value.Path}' is not a SHA-256");
                }
            }

            subjects.Add(new StatementSubject(subject.Text("name") ?? string.Empty, sha256));
        }

        if (subjects.Count == 0)
        {
            throw json.Fail("the statement has no subject");
        }

        string type = json.RequireText("predicateType");
        JsonObject predicate = json.Get("predicate")?.Object() is null ? [] : (JsonObject)JsonNode.Parse(utf8)!["predicate"]!;
        return new InTotoStatement(subjects, type, predicate);
    }

    /// <summary>The canonical JSON (RFC 8785) that is signed.</summary>
    public byte[] ToBytes()
    {
        var subjects = new JsonArray();
        foreach (StatementSubject subject in Subjects)
        {
            var item = new JsonObject { ["digest"] = new JsonObject { ["sha256"] = subject.Sha256?.Hex } };
            if (subject.Name.Length > 0)
            {
                item["name"] = subject.Name;
            }

            subjects.Add((JsonNode)item);
        }

        var statement = new JsonObject
        {
            ["_type"] = TypeV1,
            ["subject"] = subjects,
            ["predicateType"] = PredicateType,
            ["predicate"] = Predicate.DeepClone(),
        };
        return CanonicalJson.Canonicalize(System.Text.Encoding.UTF8.GetBytes(statement.ToJsonString()));
    }
}
