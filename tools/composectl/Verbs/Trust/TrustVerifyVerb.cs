using Compose.Signing;
using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Trust;
using Compose.Trust.OpenPgp;
using Compose.Trust.Sigstore;

namespace Compose.CommandLine;

/// <summary><c>trust verify FILE</c>: by the policy, or by a key or identity of the command line.</summary>
internal static class TrustVerifyVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A file, sha256:… with --bundle, or oci://HOST/NAME:TAG." };
        var bundle = new Option<string?>("--bundle") { Description = "The signature (default: beside FILE, and in the store).", HelpName = "FILE" };
        var key = new Option<string?>("--key") { Description = "Verify with this public key instead of the policy.", HelpName = "FILE" };
        var identity = new Option<string?>("--certificate-identity") { Description = "Verify that this identity signed, instead of by the policy.", HelpName = "NAME" };
        var issuer = new Option<string?>("--certificate-oidc-issuer") { Description = "The issuer of the identity.", HelpName = "URL" };
        var root = new Option<string?>("--trusted-root") { Description = "The file trusted_root.json.", HelpName = "FILE" };
        var keyring = new Option<string?>("--keyring") { Description = "Verify a detached OpenPGP signature with these public keys instead of the policy.", HelpName = "FILE" };
        var log = new Option<bool>("--require-log") { Description = "With --key: the signature must be in a log of the trusted root." };
        var command = new Command("verify", "Verify the signatures of a file; exit code 3 if trust is refused.") { file, bundle, key, identity, issuer, root, log, keyring };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string target = parsed.GetRequiredValue(file);
            string? bundleFile = parsed.GetValue(bundle), keyFile = parsed.GetValue(key), who = parsed.GetValue(identity);
            if (parsed.GetValue(keyring) is { } ring)
            {
                return keyFile is null && who is null ? ByKeyring(invocation, target, bundleFile, ring) : throw Usage("--keyring, --key and --certificate-identity exclude each other");
            }

            if (keyFile is null && who is null)
            {
                return ByPolicy(invocation, target, bundleFile);
            }

            if (keyFile is not null && who is not null)
            {
                throw Usage("--key and --certificate-identity exclude each other");
            }

            TrustedRoot? trusted = parsed.GetValue(root) is { } rootFile ? TrustedRoot.Parse(KeyFiles.ReadFile(rootFile, 4 << 20), rootFile) : null;
            if (who is not null && (parsed.GetValue(issuer) is null || trusted is null))
            {
                throw Usage("--certificate-identity needs --certificate-oidc-issuer and --trusted-root");
            }

            if (TrustSession.IsReference(target))
            {
                TrustAuthority given = keyFile is not null
                    ? new KeyAuthority("key", KeyFiles.ReadPublic(KeyFiles.ReadFile(keyFile), keyFile)) { LogRoot = LogRoot(trusted, parsed.GetValue(log)) }
                    : new SigstoreAuthority("identity", trusted!, [new SigstoreIdentity(who!, parsed.GetValue(issuer)!)]);
                return bundleFile is null
                    ? Report(invocation, TrustSession.Gate(parsed, TrustSession.Of(given)), TrustSession.Subjects(invocation, target))
                    : throw Usage("--bundle is for files: signatures of an artifact are found where it is");
            }

            Artifact artifact = ArtifactOf(target, bundleFile);
            string signature = bundleFile ?? Beside(target, TrustEvidence.BundleSuffix, TrustEvidence.SignatureSuffix);
            byte[] bytes = KeyFiles.ReadFile(signature, SigstoreBundle.MaxBytes);
            SigstoreResult result;
            if (keyFile is not null)
            {
                VerificationKey verifier = KeyFiles.ReadPublic(KeyFiles.ReadFile(keyFile), keyFile);
                if (signature.EndsWith(TrustEvidence.SignatureSuffix, StringComparison.Ordinal))
                {
                    result = artifact.IsSignedBy(verifier, new TrustEvidence(signature, bytes, false).Signature(), null)
                        ? new SigstoreResult(null, verifier, [], null)
                        : throw new ComposeException(ErrorCodes.Trust.SignatureInvalid, "the signature is not the key's", new ErrorLocation { File = signature });
                }
                else
                {
                    result = SigstoreVerifier.VerifyWithKey(SigstoreBundle.Parse(bytes, signature), artifact, verifier, trusted, parsed.GetValue(log));
                }
            }
            else
            {
                result = new SigstoreVerifier(trusted!).Verify(SigstoreBundle.Parse(bytes, signature), artifact, [new SigstoreIdentity(who!, parsed.GetValue(issuer)!)]);
            }

            var times = new JsonArray([.. result.Times.Select(time => (JsonNode)time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture))]);
            string signer = result.Signer?.ToString() ?? $"key {result.Key.Id.Hex[..16]}";
            return invocation.Succeed(
                new JsonObject { ["verified"] = true, ["digest"] = artifact.Sha256.ToString(), ["signer"] = signer, ["key-id"] = result.Key.Id.Hex, ["times"] = times },
                text => text.WriteLine($"verified {target}: {artifact.Sha256} signed by {signer}"));
        }));
        return command;
    }

    private static TrustedRoot? LogRoot(TrustedRoot? trusted, bool isRequired) =>
        !isRequired ? null : trusted ?? throw Usage("--require-log needs --trusted-root");

    private static int ByKeyring(Invocation invocation, string target, string? signature, string ring)
    {
        byte[] bytes = InputFile.Read(target);
        string file = signature ?? Beside(target, TrustEvidence.ArmorSuffix, TrustEvidence.SignatureSuffix);
        OpenPgpResult result = OpenPgpVerifier.Verify(
            KeyFiles.ReadFile(file), bytes, OpenPgpKeyring.Parse(KeyFiles.ReadFile(ring, 4 << 20), ring), [], TimeProvider.System.GetUtcNow(), file);
        var digest = Digest.Of(bytes);
        string signer = result.Name.Length > 0 ? $"{result.Fingerprint} ({result.Name})" : result.Fingerprint;
        return invocation.Succeed(
            new JsonObject { ["verified"] = true, ["digest"] = digest.ToString(), ["signer"] = signer, ["fingerprint"] = result.Fingerprint, ["key-id"] = result.Key.Id.Hex },
            text => text.WriteLine($"verified {target}: {digest} signed by OpenPGP {signer}"));
    }

    private static int ByPolicy(Invocation invocation, string target, string? bundle)
    {
        TrustPolicy policy = TrustSession.RequirePolicy(invocation.Parsed);
        IReadOnlyList<TrustSubject> subjects = Digest.TryParse(target, out Digest digest)
            ? [new TrustSubject(digest, target, TrustOrigin.Fetched)]
            : TrustSession.Subjects(invocation, target);
        ITrustEvidenceSource[] given = bundle is null ? [] : [new GivenEvidence(subjects[0].Digest, TrustEvidence.Read(bundle))];
        return Report(invocation, TrustSession.Gate(invocation.Parsed, policy, given), subjects);
    }

    /// <summary>Prints the verdicts; the errors of refusals decide the exit code.</summary>
    public static int Report(Invocation invocation, TrustGate gate, IReadOnlyList<TrustSubject> subjects)
    {
        var explanations = new List<TrustExplanation>();
        bool covered = false;
        foreach (TrustSubject subject in subjects)
        {
            if (covered && subject.Origin == TrustOrigin.Nested)
            {
                continue;
            }

            TrustExplanation explanation = gate.Explain(subject);
            covered |= explanation.Verdict.CoversNested;
            explanations.Add(explanation);
        }

        ComposeError[] problems = [.. explanations.SelectMany(each => each.Verdict.Problems)];
        var document = new JsonObject { ["subjects"] = new JsonArray([.. explanations.Select(each => (JsonNode)TrustVerbs.Document(each))]) };
        if (problems.Any(problem => !problem.IsWarning))
        {
            if (invocation.Format == Format.Text)
            {
                explanations.ForEach(each => TrustVerbs.Print(invocation.Out, each));
                invocation.Out.Flush();
            }

            return invocation.Fail(problems, document);
        }

        return invocation.Succeed(document, text => explanations.ForEach(each => TrustVerbs.Print(text, each)), problems);
    }

    private static Artifact ArtifactOf(string target, string? bundle)
    {
        if (!Digest.TryParse(target, out Digest digest))
        {
            return new Artifact(InputFile.Read(target));
        }

        return bundle is null ? throw Usage("a digest has no file beside which a signature could be: give --bundle") : new Artifact(digest);
    }

    private static string Beside(string target, params ReadOnlySpan<string> suffixes)
    {
        foreach (string suffix in suffixes)
        {
            if (File.Exists(target + suffix))
            {
                return target + suffix;
            }
        }

        throw new ComposeException(ErrorCodes.Trust.MissingSignature, $"there is no signature beside {target}", new ErrorLocation { File = target + suffixes[0] }, "give --bundle FILE");
    }

    private static ComposeException Usage(string message) => new(ErrorCodes.Generic.Usage, message, hint: "see composectl trust verify --help");
}
