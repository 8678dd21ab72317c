using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Store;

namespace Compose.CommandLine;

/// <summary><c>pull REFERENCE</c>.</summary>
internal static class PullVerb
{
    public static Command Create()
    {
        var reference = new Argument<string>("REFERENCE") { Description = "oci://HOST/NAME:TAG or …@sha256:…, or oci-layout:FOLDER:TAG." };
        var output = new Option<string?>("--output", "-o") { Description = "Also write it: a file, or a folder for all its files (default: it is in the store only).", HelpName = "FILE" };
        var noSignatures = new Option<bool>("--no-signatures") { Description = "Do not look for signatures." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what is there, and fetch no content." };
        var command = new Command("pull", "Fetch an artifact with its signatures into the store, verified by digest; trust decides later whether it runs.") { reference, output, noSignatures, dryRun };
        var flags = new RegistryFlags(command, hasLogin: true);
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            var source = OciReference.Parse(parsed.GetRequiredValue(reference));
            using OciSession session = flags.Open(invocation, source.IsLayout ? null : source.Host);
            IOciRepository repository = session.Open(source);
            if (parsed.GetValue(dryRun))
            {
                (OciContent content, OciManifest found) = ArtifactPuller.ResolveAsync(repository, source.Wanted).GetAwaiter().GetResult();
                JsonObject plan = ArtifactDocument.Of(source.ToString(), ArtifactPuller.KindOf(found), content.Digest, found);
                plan["dry-run"] = true;
                return invocation.Succeed(plan, text => ArtifactDocument.Print(text, $"{repository.Address}@{content.Digest}", found));
            }

            ContentStore store = StoreFolder.Require(parsed);
            PulledArtifact artifact = ArtifactPuller.PullAsync(repository, source.Wanted, !parsed.GetValue(noSignatures)).GetAwaiter().GetResult();
            ArtifactShelf.Keep(store, artifact);
            IReadOnlyList<string> files = parsed.GetValue(output) is { } target ? ArtifactFiles.Write(artifact, target) : [];
            if (artifact.Signatures.Count > 0)
            {
                invocation.Say($"kept {artifact.Signatures.Count} signature{(artifact.Signatures.Count == 1 ? string.Empty : "s")}; composectl trust explain says what they are worth");
            }

            var document = new JsonObject
            {
                ["reference"] = source.ToString(),
                ["address"] = artifact.Address,
                ["digest"] = artifact.Descriptor.Digest.ToString(),
                ["content"] = artifact.Main.Descriptor.Digest.ToString(),
                ["bytes"] = artifact.Layers.Sum(layer => layer.Descriptor.Size),
                ["signatures"] = artifact.Signatures.Count,
                ["files"] = new JsonArray([.. files.Select(file => (JsonNode)file)]),
            };
            return invocation.Succeed(document, text =>
            {
                text.WriteLine($"{artifact.Address}");
                foreach (PackedBlob layer in artifact.Layers)
                {
                    text.WriteLine($"  {layer.Descriptor.Digest}  {SafeName.Show(layer.Descriptor.Title)}".TrimEnd());
                }

                foreach (string file in files)
                {
                    text.WriteLine($"wrote {file}");
                }
            });
        }));
        return command;
    }
}
