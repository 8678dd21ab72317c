using System.Buffers.Binary;

namespace Compose.Trust.OpenPgp;

/// <summary>
/// A primary key with what it says of itself and of its subkeys (RFC 9580 §10.1). Filled by the reader in the order of the
/// packets; what its own primary key has not signed is dropped.
/// </summary>
internal sealed class PgpCertificate(PgpKey primary)
{
    private const byte UserIdPrefix = 0xb4, UserAttributePrefix = 0xd1;

    // Signatures of a certificate are verified when it is read: the bound keeps that short whatever the file holds.
    private const int MaxOwnSignatures = 2_000;

    private readonly byte[] _hashed = primary.Hashed();
    private readonly List<(PgpKey Key, PgpSignature? Binding, bool IsRevoked)> _subkeys = [];
    private readonly List<PgpSubkey> _signers = [];
    private byte[] _about = [];
    private bool _isAboutPrimary = true;
    private bool _skips;
    private readonly HashSet<string> _revokers = new(StringComparer.Ordinal);
    private readonly List<PgpSignature> _foreignRevocations = [];
    private PgpSignature? _direct;
    private PgpSignature? _named;
    private PgpSignature? _newestName;
    private bool _isNameRevoked;
    private bool _isRevoked;
    private int _verified;

    public PgpKey Primary => primary;

    /// <summary>The name of its owner, as the certificate says it; empty if it has none. It only identifies.</summary>
    public string Name { get; private set; } = string.Empty;

    /// <summary>The keys that may sign data, by what the newest signatures of the primary key say; known once it is complete.</summary>
    public IReadOnlyList<PgpSubkey> Signers => _signers;

    /// <summary>Takes the word of those whom the owner has named to revoke the key, as far as their keys are at hand.</summary>
    public void TakeRevocations(IReadOnlyList<PgpCertificate> keyring)
    {
        foreach (PgpSignature revocation in _foreignRevocations)
        {
            foreach (PgpCertificate other in keyring)
            {
                _isRevoked |= _revokers.Contains(other.Primary.Fingerprint) && revocation.IsOf(other.Primary) && revocation.Verify(other.Primary, _hashed);
            }
        }
    }

    /// <summary>The certificate has been read whole: from here on it does not change.</summary>
    public void Complete()
    {
        EndName();

        // What the newest says of the key holds, and what it does not say is as the older one has it.
        (PgpSignature? newer, PgpSignature? older) = _direct is null || (_newestName is not null && _newestName.Created >= _direct.Created) ? (_newestName, _direct) : (_direct, _newestName);
        if (newer is null)
        {
            return;
        }

        DateTimeOffset? end = Earlier(End(primary, newer.KeyLifetime ?? older?.KeyLifetime), Earlier(newer.Expires, older?.Expires));
        if ((newer.Flags ?? older?.Flags) is not { } flags || (flags & PgpSignature.MaySign) != 0)
        {
            _signers.Add(new PgpSubkey(primary, end, _isRevoked));
        }

        foreach ((PgpKey key, PgpSignature? binding, bool isRevoked) in _subkeys)
        {
            if (binding is { Flags: { } use, Embedded: { } back } && (use & PgpSignature.MaySign) != 0
                && back.Type == PgpSignature.PrimaryBinding && back.Verify(key, _hashed, key.Hashed()))
            {
                DateTimeOffset? own = Earlier(End(key, binding.KeyLifetime), Earlier(binding.Expires, back.Expires));
                _signers.Add(new PgpSubkey(key, Earlier(own, end), _isRevoked || isRevoked));
            }
        }
    }

    /// <summary>Signatures that follow are about this subkey.</summary>
    public void Begin(PgpKey? subkey)
    {
        EndName();
        _skips = subkey is null;
        _isAboutPrimary = false;
        _about = [];
        if (subkey is not null)
        {
            _subkeys.Add((subkey, null, false));
            _about = subkey.Hashed();
        }
    }

    /// <summary>Signatures that follow are about this name of the owner.</summary>
    public void Begin(bool isName, ReadOnlySpan<byte> body)
    {
        EndName();
        _skips = false;
        _isAboutPrimary = true;
        var head = new byte[5];
        head[0] = isName ? UserIdPrefix : UserAttributePrefix;
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(1), body.Length);
        _about = [.. head, .. body];
        if (isName && Name.Length == 0)
        {
            // Whoever made the key chose this text: it is shown, and must not be more than text.
            Name = string.Concat(System.Text.Encoding.UTF8.GetString(body[..Math.Min(body.Length, 200)]).Where(c => !char.IsControl(c)));
        }
    }

    /// <summary>A signature of the certificate; one that is not its primary key's own is dropped.</summary>
    public void Add(PgpSignature? signature)
    {
        if (_skips || signature is null)
        {
            return;
        }

        // Who has revoked is tried and not looked up: the name of the issuer is not signed.
        bool isTried = signature.Type is PgpSignature.KeyRevocation or PgpSignature.SubkeyRevocation || signature.IsOf(primary);
        if (!isTried || (signature.Created < primary.Created && !signature.IsRevocation))
        {
            return;
        }

        if (++_verified > MaxOwnSignatures)
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidKey, $"the certificate {primary.Fingerprint} has more than {MaxOwnSignatures} signatures of its own", hint: "export it without what is not needed: gpg --export --export-options export-minimal KEY");
        }

        switch (signature.Type)
        {
            case PgpSignature.KeyRevocation when signature.Verify(primary, _hashed):
                _isRevoked = true;
                break;
            case PgpSignature.KeyRevocation:
                _foreignRevocations.Add(signature);
                break;
            case PgpSignature.DirectKey when signature.Verify(primary, _hashed):
                _direct = Newer(_direct, signature);
                if (signature.Revoker is { } revoker)
                {
                    _revokers.Add(revoker);
                }

                break;
            case >= PgpSignature.Generic and <= PgpSignature.Positive when _isAboutPrimary && _about.Length > 0 && signature.Verify(primary, _hashed, _about):
                _named = Newer(_named, signature);
                break;
            case PgpSignature.CertificateRevocation when _isAboutPrimary && _about.Length > 0 && signature.Verify(primary, _hashed, _about):
                _isNameRevoked = true;
                break;
            case PgpSignature.Subkey when !_isAboutPrimary && signature.Verify(primary, _hashed, _about):
                _subkeys[^1] = _subkeys[^1] with { Binding = Newer(_subkeys[^1].Binding, signature) };
                break;
            case PgpSignature.SubkeyRevocation when !_isAboutPrimary && signature.Verify(primary, _hashed, _about):
                _subkeys[^1] = _subkeys[^1] with { IsRevoked = true };
                break;
        }
    }

    private void EndName()
    {
        if (_named is { } named && !_isNameRevoked)
        {
            _newestName = Newer(_newestName, named);
        }

        _named = null;
        _isNameRevoked = false;
    }

    private static PgpSignature Newer(PgpSignature? old, PgpSignature next) => old is null || next.Created >= old.Created ? next : old;

    private static DateTimeOffset? End(PgpKey key, TimeSpan? lifetime) => lifetime is { Ticks: > 0 } time ? key.Created + time : null;

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}
