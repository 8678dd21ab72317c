namespace Compose;

/// <summary>What an instance may do with a secret. All but <see cref="Reveal"/> use it without the guest ever seeing it.</summary>
[Flags]
public enum SecretUse
{
    None = 0,
    Sign = 1,
    Verify = 2,
    Hmac = 4,
    Encrypt = 8,
    Decrypt = 16,

    /// <summary>The host puts it into a header of an outgoing request to an allowed host.</summary>
    Bearer = 32,

    /// <summary>The guest reads the value. It needs a grant of its own, and taints the instance.</summary>
    Reveal = 64,
}
