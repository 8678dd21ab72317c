using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Emit;
using Compose.Plans;
using Compose.Provenance;
using Compose.Signing;

namespace Compose.CommandLine;

/// <summary><c>attest make ARTIFACT --type KIND --key KEY</c>.</summary>
internal static class AttestMakeVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("ARTIFACT") { Description = "An artifact of `emit build`; for an execution whatever ran: an artifact or a component." };
        var kind = new Option<string>("--type") { Description = "composition, execution, slsa or sbom.", HelpName = "KIND", DefaultValueFactory = _ => AttestVerbs.Composition };
        kind.AcceptOnlyFromAmong(AttestVerbs.Kinds);
        var receipts = new Option<string?>("--receipts") { Description = "With --type execution: the file of `exec run --receipts`; its last run of ARTIFACT is attested.", HelpName = "FILE" };
        var key = new Option<string>("--key") { Description = SignerSession.Description, HelpName = "KEY", Required = true };
        var output = new Option<string?>("--output", "-o") { Description = "The bundle to write (default: ARTIFACT.KIND.sigstore.json).", HelpName = "FILE" };
        var command = new Command("make", "State what an artifact is made of, or how a run of it ended, signed.") { file, kind, receipts, key, output };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(file), type = parsed.GetRequiredValue(kind);
            byte[] bytes = InputFile.Read(path);
            CompositionFacts facts = type == AttestVerbs.Execution ? Run(path, bytes, parsed.GetValue(receipts)) : Facts(path, bytes);
            using var session = SignerSession.Open(parsed.GetRequiredValue(key));
            AttestationKind stated = type switch { AttestVerbs.Slsa => AttestationKind.Slsa, AttestVerbs.Sbom => AttestationKind.Sbom, AttestVerbs.Execution => AttestationKind.Execution, _ => AttestationKind.Composition };
            byte[] bundle = BundleSigner.SignStatement(Attestations.Make(stated, facts), session.Signer, []);
            string target = parsed.GetValue(output) ?? AttestVerbs.BundleOf(path, type);
            InputFile.Write(target, bundle);
            var document = new JsonObject { ["bundle"] = target, ["subject"] = facts.Artifact.ToString(), ["type"] = type };
            string what = $"{facts.Components.Count} components";
            if (facts.Run is { } run)
            {
                document["outcome"] = what = run.Outcome;
            }

            return target == "-" ? ExitCode.Ok : invocation.Succeed(document, text => text.WriteLine($"{target}: {type} of {facts.Artifact} with {what}"));
        }));
        return command;
    }

    private static CompositionFacts Facts(string path, byte[] bytes)
    {
        ArtifactSection section = SectionOf(bytes)
            ?? throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"{path} is no artifact: it carries no plan", hint: "make one: composectl emit build PLAN -o FILE");
        return new CompositionFacts(Path.GetFileName(path), Digest.Of(bytes), Digest.Of(section.Plan.Span), ComponentsOf(section, path));
    }

    private static CompositionFacts Run(string path, byte[] bytes, string? receipts)
    {
        if (receipts is null)
        {
            throw new ComposeException(ErrorCodes.Generic.Usage, "an execution is attested with its receipt", hint: "composectl exec run --receipts FILE TARGET, then attest make --type execution --receipts FILE");
        }

        var digest = Digest.Of(bytes);
        Receipt run = RunReceipts.LastOf(InputFile.Read(receipts), digest)
            ?? throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"{receipts} has no receipt of a run of {digest}", new ErrorLocation { File = receipts }, "run it with --receipts; a plan's receipt names the artifact that `emit build` makes of it");
        return new CompositionFacts(Path.GetFileName(path), digest, run.Plan ?? digest, SectionOf(bytes) is { } section ? ComponentsOf(section, path) : []) { Run = run, Label = run.Trust ?? TrustLabel.CoreUnverified };
    }

    private static ArtifactSection? SectionOf(byte[] bytes) => bytes.AsSpan().StartsWith("\0asm"u8) ? ArtifactSection.Read(bytes) : null;

    private static IReadOnlyList<KeyValuePair<string, Digest>> ComponentsOf(ArtifactSection section, string path) =>
        [.. PlanReader.Read(section.Plan, path, null).Require().Components.Where(component => component.Digest is not null).Select(component => new KeyValuePair<string, Digest>(component.Id, component.Digest!.Value))];
}
