using Compose.Signing;
using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Trust;
using Compose.Trust.Sigstore;

namespace Compose.CommandLine;

/// <summary><c>trust add FILE|DIGEST SIGNATURE</c>.</summary>
internal static class TrustAddVerb
{
    public static Command Create()
    {
        var subject = new Argument<string>("SUBJECT") { Description = "The file or digest that was signed." };
        var signature = new Argument<string>("SIGNATURE") { Description = "A bundle, or a bare signature (.sig)." };
        var command = new Command("add", "Keep a signature in the store, where it is found by digest. It is judged when it is used.") { subject, signature };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string about = parsed.GetRequiredValue(subject), path = parsed.GetRequiredValue(signature);
            Digest digest = Digest.TryParse(about, out Digest given) ? given : Digest.Of(InputFile.Read(about));
            byte[] bytes = KeyFiles.ReadFile(path, SigstoreBundle.MaxBytes);
            bool isOfManifest = path.EndsWith(TrustEvidence.ManifestSuffix, StringComparison.Ordinal);
            bool isBundle = !isOfManifest && !path.EndsWith(TrustEvidence.SignatureSuffix, StringComparison.Ordinal);
            if (isBundle)
            {
                SigstoreBundle.Parse(bytes, path);
            }
            else if (isOfManifest)
            {
                ManifestSignature.Parse(bytes, path);
            }

            string kept = new StoredEvidence(StoreFolder.Require(parsed)).Add(digest, new TrustEvidence(path, bytes, isBundle) { IsOfManifest = isOfManifest });
            return invocation.Succeed(
                new JsonObject { ["digest"] = digest.ToString(), ["file"] = kept },
                text => text.WriteLine($"kept a signature of {digest}"));
        }));
        return command;
    }
}
