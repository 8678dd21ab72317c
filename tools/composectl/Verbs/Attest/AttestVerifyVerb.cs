using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Provenance;
using Compose.Signing;
using Compose.Trust.Sigstore;

namespace Compose.CommandLine;

/// <summary><c>attest verify ARTIFACT [--bundle FILE]</c>: by a key, or by an identity under a trusted root.</summary>
internal static class AttestVerifyVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("ARTIFACT") { Description = "The artifact that the attestation is about." };
        var bundle = new Option<string?>("--bundle") { Description = "The attestation (default: what `attest make` wrote beside the artifact).", HelpName = "FILE" };
        var key = new Option<string?>("--key") { Description = "Evidence of kind key: the public key that must have signed.", HelpName = "FILE" };
        var identity = new Option<string?>("--certificate-identity") { Description = "Evidence of kind sigstore: the identity that must have signed.", HelpName = "NAME" };
        var issuer = new Option<string?>("--certificate-oidc-issuer") { Description = "The issuer of the identity.", HelpName = "URL" };
        var root = new Option<string?>("--trusted-root") { Description = "The file trusted_root.json.", HelpName = "FILE" };
        var type = new Option<string?>("--type") { Description = "The statement must be of this predicate type: composition, execution, slsa, sbom or a URI.", HelpName = "TYPE" };
        var command = new Command("verify", "Verify an attestation offline and print its statement; exit code 3 if it does not hold.") { file, bundle, key, identity, issuer, root, type };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            IStatementVerifier verifier = (parsed.GetValue(key), parsed.GetValue(identity), parsed.GetValue(issuer), parsed.GetValue(root)) switch
            {
                ({ } keyFile, null, null, null) => new KeyStatementVerifier(KeyFiles.ReadPublic(KeyFiles.ReadFile(keyFile), keyFile)),
                (null, { } who, { } by, { } rootFile) => new SigstoreStatementVerifier(TrustedRoot.Parse(KeyFiles.ReadFile(rootFile, 4 << 20), rootFile), [new SigstoreIdentity(who, by)]),
                _ => throw new ComposeException(ErrorCodes.Generic.Usage, "one kind of evidence is needed", hint: "--key FILE; or --certificate-identity NAME --certificate-oidc-issuer URL --trusted-root FILE"),
            };
            string artifact = parsed.GetRequiredValue(file);
            var digest = Digest.Of(InputFile.Read(artifact));
            string path = parsed.GetValue(bundle) ?? Beside(artifact, parsed.GetValue(type));
            VerifiedStatement verified = verifier.Verify(InputFile.Read(path), digest, path);
            if (parsed.GetValue(type) is { } wanted && verified.Statement.PredicateType != Attestations.TypeNamed(wanted))
            {
                throw new ComposeException(ErrorCodes.Trust.InvalidStatement, $"the statement is {verified.Statement.PredicateType}, not {wanted}", new ErrorLocation { File = path });
            }

            var document = new JsonObject
            {
                ["verified"] = true,
                ["evidence"] = verified.Evidence,
                ["signer"] = verified.Signer,
                ["times"] = new JsonArray([.. verified.Times.Select(time => (JsonNode)time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))]),
                ["subject"] = digest.ToString(),
                ["statement"] = JsonNode.Parse(Encoding.UTF8.GetString(verified.Statement.ToBytes())),
            };
            return invocation.Succeed(document, text => text.WriteLine($"verified {digest}: {verified.Statement.PredicateType} by {verified.Evidence} ({verified.Signer})"));
        }));
        return command;
    }

    /// <summary>The attestation of the kind that was asked for, or the only one that is there.</summary>
    private static string Beside(string artifact, string? kind)
    {
        string[] found = [.. AttestVerbs.Kinds.Where(each => kind is null || each == kind).Select(each => AttestVerbs.BundleOf(artifact, each)).Where(File.Exists)];
        return found switch
        {
            [var only] => only,
            [] => throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"there is no attestation beside {artifact}", hint: "name it: --bundle FILE"),
            _ => throw new ComposeException(ErrorCodes.Generic.Usage, $"there are several attestations beside {artifact}: {string.Join(", ", found)}", hint: "say which one: --type KIND or --bundle FILE"),
        };
    }
}
