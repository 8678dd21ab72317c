using Compose.Plans;

namespace Compose.Trust;

/// <summary>The keys of a trust policy.</summary>
public static class TrustPolicyShapes
{
    public static PlanObject Policy { get; } = new("trust policy",
    [
        new("trust", KeyUse.Required, "the version: 1"),
        new("mode", KeyUse.Optional, "strict, audit or dev; absent: strict"),
        new("local", KeyUse.Optional, "files of this machine: verify (absent) or allow"),
        new("authorities", KeyUse.Optional, "who may vouch, by name"),
        new("rules", KeyUse.Optional, "who may vouch for what; the first that matches decides"),
        new("revoked", KeyUse.Optional, "what is no longer trusted"),
        new("cache", KeyUse.Optional, "how long a verification is remembered; absent: 24h"),
    ]);

    public static PlanObject Authority { get; } = new("authority",
    [
        new("key", KeyUse.Optional, "a file with a public key"),
        new("log", KeyUse.Optional, "with key: a trusted root whose log must hold the signature"),
        new("sigstore", KeyUse.Optional, "identities of a Sigstore instance"),
        new("x509", KeyUse.Optional, "certificates under roots of an organisation"),
        new("openpgp", KeyUse.Optional, "owners of OpenPGP keys"),
        new("ssh", KeyUse.Optional, "owners of SSH keys: signed tags of Git, and files"),
        new("digests", KeyUse.Optional, "digests that are known to be good"),
        new("dev", KeyUse.Optional, "true: vouches for everything, in mode dev only"),
        new("statements", KeyUse.Optional, "types of signed statements that count; absent: cosign's signatures, SLSA provenance, compositions"),
        new("not-before", KeyUse.Optional, "its word does not count earlier"),
        new("expires", KeyUse.Optional, "its word does not count later"),
    ]);

    public static PlanObject Sigstore { get; } = new("sigstore authority",
    [
        new("identity", KeyUse.Required, "subjects of certificates; a * at the end stands for any rest"),
        new("issuer", KeyUse.Required, "the issuer of the identity"),
        new("trusted-root", KeyUse.Required, "the file trusted_root.json"),
    ]);

    public static PlanObject X509 { get; } = new("x509 authority",
    [
        new("roots", KeyUse.Required, "a PEM file with roots and intermediates"),
        new("subjects", KeyUse.Required, "subjects or names of certificates that may sign"),
    ]);

    public static PlanObject OpenPgp { get; } = new("openpgp authority",
    [
        new("keyring", KeyUse.Required, "a file with public keys: gpg --export"),
        new("fingerprints", KeyUse.Optional, "the primary keys that count; absent: all of the keyring"),
    ]);

    public static PlanObject Ssh { get; } = new("ssh authority",
    [
        new("allowed-signers", KeyUse.Required, "a file as ssh-keygen and Git use it: NAMES [OPTIONS] TYPE KEY"),
        new("principals", KeyUse.Optional, "the names that count; absent: all of the file"),
    ]);

    public static PlanObject Rule { get; } = new("rule",
    [
        new("components", KeyUse.Optional, "ids of components or names of files; * stands for any text"),
        new("packages", KeyUse.Optional, "packages, such as acme:*"),
        new("sources", KeyUse.Optional, "addresses, such as oci://registry.example.com/*"),
        new("signers", KeyUse.Required, "names of authorities"),
        new("threshold", KeyUse.Optional, "how many of them; absent: 1"),
        new("covers-nested", KeyUse.Optional, "true: their word for an artifact holds for its components"),
    ]);

    public static PlanObject Revoked { get; } = new("list of what is revoked",
    [
        new("keys", KeyUse.Optional, "SHA-256 of keys or certificates; a map gives the time from which"),
        new("digests", KeyUse.Optional, "digests of artifacts and components"),
        new("identities", KeyUse.Optional, "identities of certificates"),
    ]);
}
