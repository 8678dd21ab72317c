using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;

namespace Compose.CommandLine;

/// <summary><c>copy SOURCE TARGET</c>.</summary>
internal static class CopyVerb
{
    public static Command Create()
    {
        var source = new Argument<string>("SOURCE") { Description = "oci://HOST/NAME:TAG or …@sha256:…, or oci-layout:FOLDER:TAG." };
        var target = new Argument<string>("TARGET") { Description = "The same; without a tag it gets the source's." };
        var noReferrers = new Option<bool>("--no-referrers") { Description = "Leave behind what refers to it, such as signatures." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be copied, and copy nothing." };
        var command = new Command("copy", "Copy an artifact between registries and image layouts, byte for byte, with what refers to it.") { source, target, noReferrers, dryRun };
        var flags = new RegistryFlags(command, hasLogin: false);
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            var from = OciReference.Parse(parsed.GetRequiredValue(source));
            var to = OciReference.Parse(parsed.GetRequiredValue(target));
            if (to.Digest is not null)
            {
                throw new ComposeException(ErrorCodes.Generic.Usage, "a copy goes to a tag, not to a digest", hint: "digests stay as they are");
            }

            string? tag = to.Tag ?? (from.Digest is null ? from.Tag ?? "latest" : from.Tag);
            using OciSession session = flags.Open(invocation, null);
            IOciRepository origin = session.Open(from);
            string place = to.Base + (tag is null ? string.Empty : ":" + tag);
            if (parsed.GetValue(dryRun))
            {
                OciContent content = origin.FindManifestAsync(from.Wanted, default).GetAwaiter().GetResult()
                    ?? throw new ComposeException(ErrorCodes.Source.NotFound, $"{origin.Address} has nothing under {from.Wanted}", hint: "check the name and the tag");
                return invocation.Succeed(
                    new JsonObject { ["source"] = from.ToString(), ["target"] = place, ["digest"] = content.Digest.ToString(), ["dry-run"] = true },
                    text => text.WriteLine($"would copy {origin.Address}@{content.Digest} to {place}"));
            }

            var copier = new ArtifactCopier(origin, session.Open(to));
            OciDescriptor copied = copier.CopyAsync(from.Wanted, tag, !parsed.GetValue(noReferrers)).GetAwaiter().GetResult();
            return invocation.Succeed(
                new JsonObject { ["source"] = from.ToString(), ["target"] = place, ["digest"] = copied.Digest.ToString(), ["manifests"] = copier.Manifests, ["blobs"] = copier.Blobs },
                text => text.WriteLine($"{place}@{copied.Digest}"));
        }));
        return command;
    }
}
