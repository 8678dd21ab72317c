using Compose.Signing;
using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Compose.Store;
using Compose.Trust;

namespace Compose.CommandLine;

/// <summary><c>trust sign FILE --key KEY</c>.</summary>
internal static class TrustSignVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "What to sign." };
        var key = new Option<string>("--key") { Description = SignerSession.Description, HelpName = "KEY", Required = true };
        var certificate = new Option<string?>("--certificate") { Description = "The key's certificate, its issuers after it: PEM.", HelpName = "FILE" };
        var output = new Option<string?>("--output", "-o") { Description = "The bundle to write (default: FILE.sigstore.json).", HelpName = "FILE" };
        var keep = new Option<bool>("--keep") { Description = "Also keep the bundle in the store, where it is found by digest." };
        var command = new Command("sign", "Sign a file into a Sigstore bundle beside it, which cosign verifies, too.") { file, key, certificate, output, keep };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(file);
            byte[] bytes = InputFile.Read(path);
            using var session = SignerSession.Open(parsed.GetRequiredValue(key));
            ISigner signer = session.Signer;
            IReadOnlyList<X509Certificate2> certificates = parsed.GetValue(certificate) is { } chain ? KeyFiles.ReadCertificates(KeyFiles.ReadFile(chain), chain) : [];
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
}
