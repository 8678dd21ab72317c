using Compose.Signing;
using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Store;
using Compose.Trust;

namespace Compose.CommandLine;

/// <summary><c>trust sign FILE --key KEY</c>.</summary>
internal static class TrustSignVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "What to sign: a file, or oci://HOST/NAME:TAG for the manifest of an artifact in a registry." };
        var key = new Option<string>("--key") { Description = SignerSession.Description, HelpName = "KEY", Required = true };
        var certificate = new Option<string?>("--certificate") { Description = "The key's certificate, its issuers after it: PEM.", HelpName = "FILE" };
        var output = new Option<string?>("--output", "-o") { Description = "The bundle to write (default: FILE.sigstore.json).", HelpName = "FILE" };
        var keep = new Option<bool>("--keep") { Description = "Also keep the bundle in the store, where it is found by digest." };
        var command = new Command("sign", "Sign a file into a Sigstore bundle beside it, or an artifact in a registry; cosign verifies both.") { file, key, certificate, output, keep };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(file);
            bool isReference = TrustSession.IsReference(path);
            if (isReference && (parsed.GetValue(output) is not null || parsed.GetValue(keep)))
            {
                throw new ComposeException(ErrorCodes.Generic.Usage, "--output and --keep are for files: the signature of a manifest is attached to it");
            }

            byte[] bytes = isReference ? [] : InputFile.Read(path);
            using var session = SignerSession.Open(parsed.GetRequiredValue(key));
            ISigner signer = session.Signer;
            IReadOnlyList<X509Certificate2> certificates = parsed.GetValue(certificate) is { } chain ? KeyFiles.ReadCertificates(KeyFiles.ReadFile(chain), chain) : [];
            if (isReference)
            {
                return SignManifest(invocation, OciReference.Parse(path), signer, certificates);
            }

            byte[] bundle = BundleSigner.SignMessage(bytes, signer, certificates);
            string target = parsed.GetValue(output) ?? path + TrustEvidence.BundleSuffix;
            InputFile.Write(target, bundle);
            var digest = Digest.Of(bytes);
            if (parsed.GetValue(keep))
            {
                new StoredEvidence(StoreFolder.Require(parsed)).Add(digest, new TrustEvidence(target, bundle, true));
            }

            return target == "-" ? ExitCode.Ok : invocation.Succeed(
                new JsonObject { ["bundle"] = target, ["digest"] = digest.ToString(), ["key-id"] = signer.Key.Id.Hex },
                text => text.WriteLine($"{target}: {digest} signed by key {signer.Key.Id.Hex[..16]}"));
        }));
        return command;
    }

    /// <summary>Attaches a signature of a manifest to it: of the very one that the reference names, as <c>cosign sign</c> does.</summary>
    private static int SignManifest(Invocation invocation, OciReference reference, ISigner signer, IReadOnlyList<X509Certificate2> certificates)
    {
        using var session = new OciSession(RegistryFlags.Standard(invocation));
        IOciRepository repository = session.Open(reference);
        OciContent content = repository.FindManifestAsync(reference.Wanted, CancellationToken.None).GetAwaiter().GetResult()
            ?? throw new ComposeException(ErrorCodes.Source.NotFound, $"{repository.Address} has nothing under {reference.Wanted}", hint: "check the name and the tag");
        byte[] bundle = BundleSigner.SignStatement(ManifestSignature.Statement(content.Digest), signer, certificates);
        OciDescriptor attached = ArtifactPusher.AttachAsync(repository, content.Descriptor, bundle).GetAwaiter().GetResult();
        return invocation.Succeed(
            new JsonObject { ["address"] = $"{repository.Address}@{content.Digest}", ["digest"] = content.Digest.ToString(), ["signature"] = attached.Digest.ToString(), ["key-id"] = signer.Key.Id.Hex },
            text => text.WriteLine($"{repository.Address}@{content.Digest} signed by key {signer.Key.Id.Hex[..16]}"));
    }
}
