using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Signing;

namespace Compose.CommandLine;

/// <summary><c>attest make|verify|keys</c>.</summary>
internal static class AttestVerbs
{
    public const string Composition = "composition", Execution = "execution", Slsa = "slsa", Sbom = "sbom";

    /// <summary>What can be stated, as it is named here.</summary>
    public static string[] Kinds { get; } = [Composition, Execution, Slsa, Sbom];

    /// <summary>Where a statement about an artifact lies unless another place is named.</summary>
    public static string BundleOf(string artifact, string kind) => $"{artifact}.{kind}.sigstore.json";

    public static Command Create() => new("attest", "Signed statements about artifacts: composition, execution, SLSA provenance, CycloneDX bill of materials.")
    {
        AttestMakeVerb.Create(),
        AttestVerifyVerb.Create(),
        Keys(),
    };

    private static Command Keys()
    {
        var key = new Argument<string>("KEY") { Description = "A public key, a private key or a certificate: PEM; or the address of a key: pkcs11://TOKEN/KEY?key." };
        var command = new Command("keys", "Print the id of a key and its public half.") { key };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(key);
            VerificationKey found;
            if (SignerSession.IsAddress(path) || Encoding.Latin1.GetString(KeyFiles.ReadFile(path)).Contains("PRIVATE KEY", StringComparison.Ordinal))
            {
                using var session = SignerSession.Open(path);
                found = session.Signer.Key;
            }
            else
            {
                found = KeyFiles.ReadPublic(KeyFiles.ReadFile(path), path);
            }

            string pem = KeyFiles.PublicPem(found);
            return invocation.Succeed(
                new JsonObject { ["key-id"] = found.Id.Hex, ["algorithm"] = found.Algorithm.ToString(), ["public-key"] = pem },
                text => text.Write($"{found.Id.Hex} {found.Algorithm}\n{pem}"));
        }));
        return command;
    }
}
