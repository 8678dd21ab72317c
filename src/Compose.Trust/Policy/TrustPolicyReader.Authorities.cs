using Compose.Signing;
using Compose.Plans;
using Compose.Signing.Ssh;
using Compose.Trust.OpenPgp;
using Compose.Trust.Sigstore;

namespace Compose.Trust;

/// <content>Authorities: one kind each, with the files that they name.</content>
public sealed partial class TrustPolicyReader
{
    private static readonly string[] s_kinds = ["key", "sigstore", "x509", "openpgp", "ssh", "digests", "dev"];

    private Dictionary<string, TrustAuthority> Authorities(DocNode? node, TrustMode mode)
    {
        var authorities = new Dictionary<string, TrustAuthority>(StringComparer.Ordinal);
        if (node is null or { Kind: DocKind.Null })
        {
            return authorities;
        }

        if (node.Kind != DocKind.Mapping)
        {
            Fail(node, "authorities", $"a map from names to authorities is expected, not {node.Describe()}");
            return authorities;
        }

        for (int i = 0; i < node.Keys.Count; i++)
        {
            string name = node.Keys[i].Text, path = "authorities." + name;
            if (Fields.TryOpen(node.Items[i], TrustPolicyShapes.Authority, path, _errors, out Fields fields)
                && Authority(name, node.Items[i], fields, path, mode) is { } authority)
            {
                authorities[name] = authority with
                {
                    NotBefore = Instant(fields["not-before"], path + ".not-before"),
                    Expires = Instant(fields["expires"], path + ".expires"),
                    Statements = fields["statements"] is { } statements ? Texts(statements, path + ".statements") : TrustAuthority.VouchingStatements,
                };
            }
        }

        return authorities;
    }

    private TrustAuthority? Authority(string name, DocNode node, Fields fields, string path, TrustMode mode)
    {
        string[] kinds = [.. s_kinds.Where(kind => fields[kind] is not null)];
        if (kinds.Length != 1)
        {
            Fail(node, path, kinds.Length == 0 ? "the authority has no kind" : $"the authority has several kinds: {string.Join(", ", kinds)}", "exactly one of " + string.Join(", ", s_kinds));
            return null;
        }

        DocNode value = fields[kinds[0]]!;
        string inner = path + "." + kinds[0];
        switch (kinds[0])
        {
            case "key":
                return Load(value, inner, (bytes, file) => new KeyAuthority(name, KeyFiles.ReadPublic(bytes, file))
                {
                    LogRoot = fields["log"] is { } log ? Load(log, path + ".log", TrustedRootOf) : null,
                });
            case "sigstore":
                return Sigstore(name, value, inner);
            case "x509":
                if (!Fields.TryOpen(value, TrustPolicyShapes.X509, inner, _errors, out Fields x509))
                {
                    return null;
                }

                List<string> subjects = Texts(x509["subjects"], inner + ".subjects");
                if (subjects.Count == 0)
                {
                    Fail(value, inner, "no subject is named, so that any certificate of the roots could vouch", "subjects: [\"CN=release, O=Acme\"]");
                }

                return Load(x509["roots"], inner + ".roots", (bytes, file) => new CertificateAuthorityRule(name, new X509Roots(KeyFiles.ReadCertificates(bytes, file)), subjects));
            case "openpgp":
                return OpenPgp(name, value, inner);
            case "ssh":
                return Ssh(name, value, inner);
            case "digests":
                return new DigestAuthority(name, DigestSet(value, inner));
            default:
                if (mode != TrustMode.Dev)
                {
                    Fail(value, inner, "the development backend vouches for everything and needs mode: dev");
                }

                return new DevelopmentAuthority(name);
        }
    }

    private SigstoreAuthority? Sigstore(string name, DocNode node, string path)
    {
        if (!Fields.TryOpen(node, TrustPolicyShapes.Sigstore, path, _errors, out Fields fields))
        {
            return null;
        }

        var identities = new List<SigstoreIdentity>();
        string? issuer = Text(fields["issuer"], path + ".issuer");
        foreach (string identity in Texts(fields["identity"], path + ".identity"))
        {
            if (identity.TrimEnd('*').Length == 0)
            {
                Fail(fields["identity"]!, path + ".identity", "an identity that matches everybody is no identity");
            }

            identities.Add(new SigstoreIdentity(identity, issuer ?? string.Empty));
        }

        return Load(fields["trusted-root"], path + ".trusted-root", (bytes, file) => new SigstoreAuthority(name, TrustedRootOf(bytes, file), identities));
    }

    private OpenPgpAuthority? OpenPgp(string name, DocNode node, string path)
    {
        if (!Fields.TryOpen(node, TrustPolicyShapes.OpenPgp, path, _errors, out Fields fields))
        {
            return null;
        }

        OpenPgpKeyring? keyring = Load(fields["keyring"], path + ".keyring", static (bytes, file) => OpenPgpKeyring.Parse(bytes, file));
        var fingerprints = new List<string>();
        foreach (string text in Texts(fields["fingerprints"], path + ".fingerprints"))
        {
            // As gpg prints it, in groups of four.
            string fingerprint = text.Replace(" ", string.Empty, StringComparison.Ordinal).ToUpperInvariant();
            if (keyring is not null && !keyring.Fingerprints.Contains(fingerprint))
            {
                Fail(fields["fingerprints"]!, path + ".fingerprints", $"the keyring has no key {text}", "it has " + string.Join(", ", keyring.Fingerprints.Take(5)));
            }

            fingerprints.Add(fingerprint);
        }

        return keyring is null ? null : new OpenPgpAuthority(name, keyring, fingerprints);
    }

    private SshAuthority? Ssh(string name, DocNode node, string path)
    {
        if (!Fields.TryOpen(node, TrustPolicyShapes.Ssh, path, _errors, out Fields fields))
        {
            return null;
        }

        AllowedSigners? signers = Load(fields["allowed-signers"], path + ".allowed-signers", static (bytes, file) => AllowedSigners.Parse(bytes, file));
        List<string> principals = Texts(fields["principals"], path + ".principals");
        foreach (string principal in principals)
        {
            if (signers is not null && !signers.Entries.Any(entry => entry.Is(principal)))
            {
                Fail(fields["principals"]!, path + ".principals", $"no line of the file is about '{principal}'", "it has " + string.Join(", ", signers.Entries.Take(5).Select(entry => entry.Principals)));
            }
        }

        return signers is null ? null : new SshAuthority(name, signers, principals);
    }

    private static TrustedRoot TrustedRootOf(byte[] bytes, string file) => TrustedRoot.Parse(bytes, file);

    /// <summary>Reads a file that the policy names; what is wrong with it is reported at the place that names it.</summary>
    private T? Load<T>(DocNode? node, string path, Func<byte[], string, T> read)
        where T : class
    {
        if (Text(node, path) is not { } name)
        {
            return null;
        }

        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
        {
            Fail(node!, path, "it names no file");
            return null;
        }

        try
        {
            string file = Path.GetFullPath(name, _folder);
            return read(KeyFiles.ReadFile(file, 4 << 20), name);
        }
        catch (ComposeException e)
        {
            Fail(node!, path, e.Error.Message, e.Error.Hint);
            return null;
        }
    }
}
