namespace Compose.Signing;

/// <summary>The signature algorithms of keys.</summary>
public enum KeyAlgorithm
{
    Ed25519,

    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    EcdsaP256,

    /// <summary>ECDSA on P-384 with SHA-384.</summary>
    EcdsaP384,

    /// <summary>ECDSA on P-521 with SHA-512.</summary>
    EcdsaP521,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256.</summary>
    RsaPkcs1,

    /// <summary>RSASSA-PSS with SHA-256.</summary>
    RsaPss,
}
