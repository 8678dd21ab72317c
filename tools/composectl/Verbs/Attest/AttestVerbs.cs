using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Emit;
using Compose.Plans;
using Compose.Provenance;
using Compose.Signing;

namespace Compose.CommandLine;

/// <summary><c>attest make|verify|keys</c>.</summary>
internal static class AttestVerbs
{
    public static Command Create() => new("attest", "Signed statements about artifacts: composition, SLSA provenance, CycloneDX bill of materials.") { Make(), Verify(), Keys() };

    private static Command Make()
    {
        var file = new Argument<string>("ARTIFACT") { Description = "An artifact of `emit build`." };
        var kind = new Option<string>("--type") { Description = "composition, slsa or sbom.", HelpName = "KIND", DefaultValueFactory = _ => "composition" };
        kind.AcceptOnlyFromAmong("composition", "slsa", "sbom");
        var key = new Option<string>("--key") { Description = "The private key that signs.", HelpName = "FILE", Required = true };
        var output = new Option<string?>("--output", "-o") { Description = "The bundle to write (default: ARTIFACT.KIND.sigstore.json).", HelpName = "FILE" };
        var command = new Command("make", "State what an artifact is made of, signed.") { file, kind, key, output };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(file), type = parsed.GetRequiredValue(kind);
            byte[] bytes = InputFile.Read(path);
            ArtifactSection section = (bytes.AsSpan().StartsWith("\0asm"u8) ? ArtifactSection.Read(bytes) : null)
                ?? throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"{path} is no artifact: it carries no plan", hint: "make one: composectl emit build PLAN -o FILE");
            Plan plan = PlanReader.Read(section.Plan, path, null).Require();
            var facts = new CompositionFacts(
                Path.GetFileName(path),
                Digest.Of(bytes),
                Digest.Of(section.Plan.Span),
                [.. plan.Components.Where(component => component.Digest is not null).Select(component => new KeyValuePair<string, Digest>(component.Id, component.Digest!.Value))]);
            using SigningKey signer = TrustSignVerb.ReadKey(parsed.GetRequiredValue(key));
            AttestationKind stated = type switch { "slsa" => AttestationKind.Slsa, "sbom" => AttestationKind.Sbom, _ => AttestationKind.Composition };
            byte[] bundle = BundleSigner.SignStatement(Attestations.Make(stated, facts), signer, []);
            string target = parsed.GetValue(output) ?? $"{path}.{type}.sigstore.json";
            InputFile.Write(target, bundle);
            return target == "-" ? ExitCode.Ok : invocation.Succeed(
                new JsonObject { ["bundle"] = target, ["subject"] = facts.Artifact.ToString(), ["type"] = type },
                text => text.WriteLine($"{target}: {type} of {facts.Artifact} with {facts.Components.Count} components"));
        }));
        return command;
    }

    private static Command Verify()
    {
        var file = new Argument<string>("ARTIFACT") { Description = "The artifact that the attestation is about." };
        var bundle = new Option<string>("--bundle") { Description = "The attestation.", HelpName = "FILE", Required = true };
        var key = new Option<string>("--key") { Description = "The public key that must have signed.", HelpName = "FILE", Required = true };
        var command = new Command("verify", "Verify an attestation offline and print its statement; exit code 3 if it does not hold.") { file, bundle, key };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(bundle), keyFile = parsed.GetRequiredValue(key);
            var digest = Digest.Of(InputFile.Read(parsed.GetRequiredValue(file)));
            InTotoStatement statement = Attestations.Verify(InputFile.Read(path), digest, KeyFiles.ReadPublic(KeyFiles.ReadFile(keyFile), keyFile), path);
            return invocation.Succeed(
                new JsonObject { ["verified"] = true, ["evidence"] = "key", ["subject"] = digest.ToString(), ["statement"] = JsonNode.Parse(Encoding.UTF8.GetString(statement.ToBytes())) },
                text => text.WriteLine($"verified {digest}: {statement.PredicateType}"));
        }));
        return command;
    }

    private static Command Keys()
    {
        var key = new Argument<string>("KEY") { Description = "A public key, a private key or a certificate: PEM." };
        var command = new Command("keys", "Print the id of a key and its public half.") { key };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(key);
            byte[] bytes = KeyFiles.ReadFile(path);
            VerificationKey found;
            if (Encoding.Latin1.GetString(bytes).Contains("PRIVATE KEY", StringComparison.Ordinal))
            {
                using SigningKey signer = TrustSignVerb.ReadKey(path);
                found = signer.Key;
            }
            else
            {
                found = KeyFiles.ReadPublic(bytes, path);
            }

            string pem = KeyFiles.PublicPem(found);
            return invocation.Succeed(
                new JsonObject { ["key-id"] = found.Id.Hex, ["algorithm"] = found.Algorithm.ToString(), ["public-key"] = pem },
                text => text.Write($"{found.Id.Hex} {found.Algorithm}\n{pem}"));
        }));
        return command;
    }
}
