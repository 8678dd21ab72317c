using Compose.Signing;
using Compose.Canonical;
using Compose.Signing.Ssh;
using Compose.Trust.OpenPgp;
using Compose.Trust.Sigstore;

namespace Compose.Trust;

/// <summary>
/// Someone whose word counts, by name: one derived type for each kind of backend. Two authorities that stand for the
/// same signer are one voice.
/// </summary>
public abstract record TrustAuthority(string Name)
{
    /// <summary>The kind: <c>key</c>, <c>sigstore</c>, <c>x509</c>, <c>openpgp</c>, <c>ssh</c>, <c>digests</c> or <c>dev</c>.</summary>
    public abstract string Backend { get; }

    /// <summary>
    /// The types of statements that vouch unless an authority names others: signatures of manifests, and that a build made
    /// exactly this. Others (lists of parts, scans, test results) say something of an artifact without standing up for it.
    /// </summary>
    public static IReadOnlyList<string> VouchingStatements { get; } =
    [
        ManifestSignature.StatementType,
        "https://slsa.dev/provenance/v1",
        "https://slsa.dev/provenance/v0.2",
        "https://compose.dev/attestation/composition/v1",
    ];

    /// <summary>The types of statements that count as its word, beside plain signatures.</summary>
    public IReadOnlyList<string> Statements { get; init; } = VouchingStatements;

    /// <summary>Before this instant its word does not count.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>After this instant its word does not count, cached or not.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Writes what decides its word, for the digest of the policy: keys and roots by content, never by path.</summary>
    internal abstract void Describe(CborWriter writer);

    /// <summary>Writes a digest and the names that count under it.</summary>
    private protected static void Describe(CborWriter writer, Digest digest, IReadOnlyList<string> names)
    {
        writer.WriteArrayHead(1 + names.Count);
        writer.WriteDigest(digest);
        foreach (string name in names)
        {
            writer.WriteText(name);
        }
    }
}

/// <summary>A key: its signature in a bundle or beside the file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">The key.</param>
public sealed record KeyAuthority(string Name, VerificationKey Key) : TrustAuthority(Name)
{
    public override string Backend => "key";

    /// <summary>The root whose logs must have taken in the signature; null relies on the key alone.</summary>
    public TrustedRoot? LogRoot { get; init; }

    internal override void Describe(CborWriter writer)
    {
        writer.WriteArrayHead(2);
        writer.WriteDigest(Key.Id);
        writer.WriteText(LogRoot?.Digest.Hex ?? string.Empty);
    }
}

/// <summary>Identities whose short-lived certificates a Sigstore instance has issued and logged.</summary>
public sealed record SigstoreAuthority(string Name, TrustedRoot Root, IReadOnlyList<SigstoreIdentity> Identities) : TrustAuthority(Name)
{
    public override string Backend => "sigstore";

    internal override void Describe(CborWriter writer)
    {
        writer.WriteArrayHead(1 + (2 * Identities.Count));
        writer.WriteDigest(Root.Digest);
        foreach (SigstoreIdentity identity in Identities)
        {
            writer.WriteText(identity.Subject);
            writer.WriteText(identity.Issuer);
        }
    }
}

/// <summary>Certificates that lead to a root of an organisation.</summary>
public sealed record CertificateAuthorityRule(string Name, X509Roots Roots, IReadOnlyList<string> Subjects) : TrustAuthority(Name)
{
    public override string Backend => "x509";

    internal override void Describe(CborWriter writer) => Describe(writer, Roots.Digest, Subjects);
}

/// <summary>Owners of OpenPGP keys: detached signatures beside the file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Keyring">The keys.</param>
/// <param name="Fingerprints">The certificates that count, upper case; none for all of the keyring.</param>
public sealed record OpenPgpAuthority(string Name, OpenPgpKeyring Keyring, IReadOnlyList<string> Fingerprints) : TrustAuthority(Name)
{
    public override string Backend => "openpgp";

    internal override void Describe(CborWriter writer) => Describe(writer, Keyring.Digest, Fingerprints);
}

/// <summary>Owners of SSH keys: signed tags of Git, and signatures of files by <c>ssh-keygen -Y sign -n file</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Signers">The keys, and whose they are.</param>
/// <param name="Principals">The names that count; none for all of the file.</param>
public sealed record SshAuthority(string Name, AllowedSigners Signers, IReadOnlyList<string> Principals) : TrustAuthority(Name)
{
    public override string Backend => "ssh";

    internal override void Describe(CborWriter writer) => Describe(writer, Signers.Digest, Principals);
}

/// <summary>Digests that are known to be good.</summary>
public sealed record DigestAuthority(string Name, IReadOnlySet<Digest> Digests) : TrustAuthority(Name)
{
    public override string Backend => "digests";

    internal override void Describe(CborWriter writer)
    {
        writer.WriteArrayHead(Digests.Count);
        foreach (Digest digest in Digests.Order())
        {
            writer.WriteDigest(digest);
        }
    }
}

/// <summary>Vouches for everything, for development only: what it vouches for stays <c>core_unverified</c>.</summary>
public sealed record DevelopmentAuthority(string Name) : TrustAuthority(Name)
{
    public override string Backend => "dev";

    internal override void Describe(CborWriter writer) => writer.WriteArrayHead(0);
}
