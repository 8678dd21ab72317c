using System.Text.Json.Nodes;
using Compose.Signing;

namespace Compose.Provenance;

/// <summary>
/// Makes and verifies attestations: in-toto statements in DSSE envelopes, in Sigstore bundles. Verification is offline and
/// by a key that the verifier names: what a proof carries of its signer only identifies it. Other kinds of evidence are
/// other <see cref="IStatementVerifier"/>s: that of Sigstore is in Compose.Trust.
/// </summary>
public static class Attestations
{
    /// <summary>Predicate of compositions.</summary>
    public const string CompositionType = "https://compose.dev/attestation/composition/v1";

    /// <summary>Predicate of executions.</summary>
    public const string ExecutionType = "https://compose.dev/attestation/execution/v1";

    /// <summary>Predicate of provenance.</summary>
    public const string SlsaType = "https://slsa.dev/provenance/v1";

    /// <summary>Predicate of bills of materials.</summary>
    public const string SbomType = "https://cyclonedx.org/bom";

    private const string BuildType = "https://compose.dev/build/emit/v1", Builder = "https://compose.dev/composectl";

    /// <summary>The statement of a kind; the same facts give the same bytes.</summary>
    public static InTotoStatement Make(AttestationKind kind, CompositionFacts facts) => new(
        [new StatementSubject(facts.Name, facts.Artifact)],
        TypeOf(kind),
        kind switch
        {
            AttestationKind.Composition => Composition(facts),
            AttestationKind.Execution => Execution(facts),
            AttestationKind.Slsa => Slsa(facts),
            _ => Sbom(facts),
        });

    /// <summary>The predicate type of a kind.</summary>
    public static string TypeOf(AttestationKind kind) => kind switch
    {
        AttestationKind.Composition => CompositionType,
        AttestationKind.Execution => ExecutionType,
        AttestationKind.Slsa => SlsaType,
        _ => SbomType,
    };

    /// <summary>The predicate type that a short name stands for; any other text is a type itself.</summary>
    public static string TypeNamed(string name) => Enum.TryParse(name, ignoreCase: true, out AttestationKind kind) && !char.IsAsciiDigit(name[0]) ? TypeOf(kind) : name;

    /// <summary>The statement within a bundle whose envelope the key has signed, and that is about the artifact.</summary>
    /// <exception cref="ComposeException"><c>Trust.*</c>.</exception>
    public static InTotoStatement Verify(ReadOnlySpan<byte> bundle, Digest artifact, VerificationKey key, string? file = null)
    {
        DsseEnvelope envelope = EnvelopeOf(bundle, file);
        if (envelope.Signatures.Count != 1 || !envelope.IsSignedBy(key))
        {
            throw new ComposeException(ErrorCodes.Trust.SignatureInvalid, "the attestation is not signed by the key", new ErrorLocation { File = file });
        }

        InTotoStatement statement = InTotoStatement.Of(envelope);
        return statement.IsAbout(artifact)
            ? statement
            : throw new ComposeException(ErrorCodes.Trust.InvalidStatement, $"the attestation is about {string.Join(", ", statement.Subjects.Select(subject => subject.Sha256?.ToString() ?? subject.Name))}, not {artifact}", new ErrorLocation { File = file });
    }

    /// <summary>The envelope in a bundle, or the envelope itself.</summary>
    public static DsseEnvelope EnvelopeOf(ReadOnlySpan<byte> bytes, string? file = null)
    {
        try
        {
            JsonNode? json = JsonNode.Parse(bytes);
            return DsseEnvelope.Parse(json?["dsseEnvelope"] is { } inner ? System.Text.Encoding.UTF8.GetBytes(inner.ToJsonString()) : bytes, file);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException or ArgumentException)
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidBundle, $"the attestation is not JSON: {e.Message}", new ErrorLocation { File = file });
        }
    }

    private static JsonObject Composition(CompositionFacts facts) => new()
    {
        ["plan"] = facts.Plan.Hex,
        ["trust"] = facts.Label.ToString(),
        ["components"] = new JsonArray([.. facts.Components.Select(component => (JsonNode)new JsonObject { ["id"] = component.Key, ["sha256"] = component.Value.Hex })]),
    };

    private static JsonObject Execution(CompositionFacts facts) => new()
    {
        ["plan"] = facts.Plan.Hex,
        ["trust"] = facts.Label.ToString(),
        ["receipt"] = facts.Run is { } run ? ReceiptJson.Of(run) : throw new ComposeException(ErrorCodes.Trust.InvalidStatement, "an execution is attested with its receipt", hint: "composectl exec run --receipts FILE, then attest make --receipt FILE"),
    };

    private static JsonObject Slsa(CompositionFacts facts) => new()
    {
        ["buildDefinition"] = new JsonObject
        {
            ["buildType"] = BuildType,
            ["externalParameters"] = new JsonObject { ["plan"] = new JsonObject { ["digest"] = new JsonObject { ["sha256"] = facts.Plan.Hex } } },
            ["internalParameters"] = new JsonObject(),
            ["resolvedDependencies"] = new JsonArray([.. facts.Components.Select(component => (JsonNode)new JsonObject
            {
                ["name"] = component.Key,
                ["digest"] = new JsonObject { ["sha256"] = component.Value.Hex },
                ["mediaType"] = "application/wasm",
            })]),
        },
        ["runDetails"] = new JsonObject { ["builder"] = new JsonObject { ["id"] = Builder } },
    };

    private static JsonObject Sbom(CompositionFacts facts) => new()
    {
        ["bomFormat"] = "CycloneDX",
        ["specVersion"] = "1.6",
        ["version"] = 1,
        ["metadata"] = new JsonObject { ["component"] = Part(facts.Name, facts.Artifact, "application") },
        ["components"] = new JsonArray([.. facts.Components.Select(component => (JsonNode)Part(component.Key, component.Value, "library"))]),
        ["dependencies"] = new JsonArray(new JsonObject
        {
            ["ref"] = "sha256:" + facts.Artifact.Hex,
            ["dependsOn"] = new JsonArray([.. facts.Components.Select(component => "sha256:" + component.Value.Hex).Distinct(StringComparer.Ordinal).Select(reference => (JsonNode)reference)]),
        }),
    };

    private static JsonObject Part(string name, Digest digest, string type) => new()
    {
        ["type"] = type,
        ["bom-ref"] = "sha256:" + digest.Hex,
        ["name"] = name,
        ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-256", ["content"] = digest.Hex }),
    };
}
