using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Plans;
using Compose.Signing;
using Compose.Trust;
using Compose.Wit;
using Compose.Wit.Binary;
using Compose.Wit.Loading;

namespace Compose.CommandLine;

/// <summary><c>push FILE REFERENCE</c>.</summary>
internal static class PushVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A component, composition or core module; a plan, which is sent with its components; or WIT." };
        var reference = new Argument<string>("REFERENCE") { Description = "oci://HOST/NAME:TAG, or oci-layout:FOLDER:TAG for an image layout on disk." };
        var tags = new Option<string[]>("--tag") { Description = "A further tag.", HelpName = "TAG", AllowMultipleArgumentsPerToken = false };
        var annotations = new Option<string[]>("--annotation") { Description = "An annotation of the manifest.", HelpName = "KEY=VALUE", AllowMultipleArgumentsPerToken = false };
        var author = new Option<string?>("--author") { Description = "Who made it.", HelpName = "NAME" };
        var signatures = new Option<string[]>("--signature") { Description = "A Sigstore bundle to attach (default: FILE.sigstore.json where it is).", HelpName = "FILE", AllowMultipleArgumentsPerToken = false };
        var sign = new Option<string?>("--sign") { Description = "Sign the manifest, as cosign does, with " + char.ToLowerInvariant(SignerSession.Description[0]) + SignerSession.Description[1..], HelpName = "KEY" };
        var noSignatures = new Option<bool>("--no-signatures") { Description = "Attach no signature." };
        var bundle = new Option<bool>("--wit-bundle") { Description = "Send WIT as a tar of its files (application/vnd.wit.bundle.v1+tar) instead of as a binary." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be sent, and send nothing." };
        var command = new Command("push", "Send a component, composition, plan or WIT package to a registry or image layout, with its signatures.")
        {
            file, reference, tags, annotations, author, sign, signatures, noSignatures, bundle, dryRun,
        };
        var flags = new RegistryFlags(command, hasLogin: true);
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(file);
            var target = OciReference.Parse(parsed.GetRequiredValue(reference));
            if (target.Digest is not null)
            {
                throw new ComposeException(ErrorCodes.Generic.Usage, "a push goes to a tag, not to a digest", hint: "the digest follows from the content, and is printed");
            }

            string[] all = [.. new[] { target.Tag ?? "latest" }.Concat(parsed.GetValue(tags) ?? []).Distinct(StringComparer.Ordinal)];
            if (all.FirstOrDefault(tag => !OciReference.IsTag(tag)) is { } wrong)
            {
                throw new ComposeException(ErrorCodes.Generic.Usage, $"'{wrong}' is no tag");
            }

            var options = new PackingOptions { Created = PackingOptions.TimeOfSource(), Author = parsed.GetValue(author), Annotations = Annotations(parsed.GetValue(annotations) ?? []) };
            PackedArtifact artifact = Pack(invocation, path, options, parsed.GetValue(bundle));
            List<ReadOnlyMemory<byte>> attached = parsed.GetValue(noSignatures) ? [] : Signatures(path, parsed.GetValue(signatures) ?? []);
            if (parsed.GetValue(sign) is { } key)
            {
                using var session = SignerSession.Open(key);
                attached.Add(BundleSigner.SignStatement(ManifestSignature.Statement(artifact.Digest), session.Signer, []));
            }

            JsonObject document = ArtifactDocument.Of($"{target.Base}:{all[0]}", artifact.Kind, artifact.Digest, artifact.Manifest);
            document["tags"] = new JsonArray([.. all.Select(tag => (JsonNode)tag)]);
            document["signatures"] = attached.Count;
            if (parsed.GetValue(dryRun))
            {
                document["dry-run"] = true;
                return invocation.Succeed(document, text => ArtifactDocument.Print(text, $"would push {target.Base}:{all[0]}@{artifact.Digest}", artifact.Manifest));
            }

            using OciSession registry = flags.Open(invocation, target.IsLayout ? null : target.Host);
            PushResult result = ArtifactPusher.PushAsync(registry.Open(target), artifact, all, attached).GetAwaiter().GetResult();
            if (result.Signatures.Count > 0)
            {
                invocation.Say($"attached {result.Signatures.Count} signature{(result.Signatures.Count == 1 ? string.Empty : "s")}");
            }

            return invocation.Succeed(document, text => text.WriteLine($"{target.Base}:{all[0]}@{artifact.Digest}"));
        }));
        return command;
    }

    private static PackedArtifact Pack(Invocation invocation, string path, PackingOptions options, bool asBundle)
    {
        if (Directory.Exists(path) || path.EndsWith(".wit", StringComparison.Ordinal))
        {
            ResolvedWit wit = WitLoader.Load(path);
            PackageName name = wit[wit.Main].Name;
            if (asBundle)
            {
                WitSources sources = WitSources.FromPath(path, WitOptions.Default.Limits);
                return ArtifactPacker.Bundle(WitBundle.Pack($"{name.Namespace}:{name.Name}", name.Version?.ToString(), sources.Main.Select(each => (Path.GetFileName(each.Name), each.Bytes)), options.Created), options);
            }

            return ArtifactPacker.Wasm(WitEncoder.Encode(wit, wit.Main), $"{name.Namespace}-{name.Name}.wasm", options);
        }

        if (asBundle)
        {
            throw new ComposeException(ErrorCodes.Generic.Usage, "--wit-bundle is for a *.wit file or a folder of them");
        }

        byte[] bytes = InputFile.Read(path);
        string title = path == "-" ? "component.wasm" : Path.GetFileName(path);
        return bytes.AsSpan().StartsWith("\0asm"u8)
            ? ArtifactPacker.Wasm(bytes, title, options)
            : ArtifactPacker.Plan(PlanSession.Validated(invocation, path), Path.ChangeExtension(title, ".cbor"), options);
    }

    private static Dictionary<string, string> Annotations(string[] given)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in given)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new ComposeException(ErrorCodes.Generic.Usage, $"'{text}' is no annotation", hint: "--annotation KEY=VALUE");
            }

            annotations[text[..equals]] = text[(equals + 1)..];
        }

        return annotations;
    }

    /// <summary>The bundles that were named; else those that lie beside the file.</summary>
    private static List<ReadOnlyMemory<byte>> Signatures(string path, string[] named)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        foreach (string file in named.Length > 0 ? named : [path + TrustEvidence.BundleSuffix, path + TrustEvidence.BundleLinesSuffix])
        {
            if (named.Length > 0 && !File.Exists(file))
            {
                throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"{file} cannot be read: there is no such file", null, "check the path");
            }

            found.AddRange(TrustEvidence.Read(file).Where(each => each.IsBundle).Select(each => each.Bytes));
        }

        return found;
    }
}
