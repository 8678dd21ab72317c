using System.Text;
using Compose.Trust.OpenPgp;

namespace Compose.Trust.Tests;

/// <summary>OpenPGP detached signatures, made and judged by GnuPG.</summary>
public sealed class OpenPgpTests : IDisposable
{
    private static readonly byte[] s_document = Encoding.UTF8.GetBytes("a component\nof two lines\n");

    private readonly Gpg _gpg = new();

    public void Dispose() => _gpg.Dispose();

    [Theory]
    [InlineData("rsa2048")]
    [InlineData("nistp256")]
    [InlineData("nistp384")]
    [InlineData("nistp521")]
    [InlineData("ed25519")]
    public void Signature_OfEveryAlgorithm_ArmoredAndBinary_Verifies(string algorithm)
    {
        string fingerprint = _gpg.Key("signer@example.com", algorithm);
        foreach (bool armored in (bool[])[false, true])
        {
            OpenPgpKeyring keyring = OpenPgpKeyring.Parse(_gpg.Export(armored));
            Assert.Equal([fingerprint], keyring.Fingerprints);
            // A hash shorter than the curve's order is refused by GnuPG itself.
            string[] hashes = algorithm switch { "nistp384" => ["SHA384", "SHA512"], "nistp521" => ["SHA512"], _ => ["SHA256", "SHA384", "SHA512"] };
            foreach (string hash in hashes)
            {
                byte[] signature = _gpg.Sign("signer@example.com", s_document, armored ? ["--armor", "--digest-algo", hash] : ["--digest-algo", hash]);
                Assert.True(OpenPgpVerifier.IsSignature(signature));
                OpenPgpResult result = Verify(keyring, signature);
                Assert.Equal(fingerprint, result.Fingerprint);
                Assert.Equal("signer@example.com", result.Name);
                Assert.Null(result.Until);
                Assert.Equal(ErrorCodes.Trust.SignatureInvalid, Refused(keyring, signature, [.. s_document, 0]).Code);
                Verify(keyring, signature, fingerprint.ToLowerInvariant());
                Assert.Equal(ErrorCodes.Trust.UntrustedSource, Refused(keyring, signature, null, new string('A', 40)).Code);
            }
        }
    }

    [Fact]
    public void Signature_ThatWasChanged_IsTakenByBothOrNeither()
    {
        _gpg.Key("signer@example.com", "ed25519");
        byte[] exported = _gpg.Export(armored: false), signature = _gpg.Sign("signer@example.com", s_document);
        OpenPgpKeyring keyring = OpenPgpKeyring.Parse(exported);
        Assert.True(_gpg.Takes(exported, signature, s_document));
        int taken = 0;
        for (int i = 0; i < signature.Length; i++)
        {
            foreach (byte flip in (byte[])[0x01, 0x80])
            {
                byte[] changed = [.. signature];
                changed[i] ^= flip;
                bool ours = Takes(keyring, changed);
                taken += ours ? 1 : 0;

                // Stricter we may be, never laxer.
                Assert.True(!ours || _gpg.Takes(exported, changed, s_document), $"byte {i} flipped by {flip} is taken");
            }

            Assert.False(Takes(keyring, signature[..i]), $"cut to {i} bytes");
        }

        // What is outside the hashed part and only names the issuer may change.
        Assert.True(taken < 40, $"{taken} changed signatures are taken");
    }

    [Fact]
    public void Keyring_ThatWasChanged_NeverLetsAForeignKeySign()
    {
        _gpg.Key("owner@example.com", "ed25519");
        _gpg.Key("mallory@example.com", "ed25519");
        byte[] owner = _gpg.Export(armored: false, "owner@example.com"), mallory = _gpg.Export(armored: false, "mallory@example.com");
        byte[] signature = _gpg.Sign("mallory@example.com", s_document);
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Refused(OpenPgpKeyring.Parse(owner), signature).Code);

        // Mallory's key put after the owner's as a subkey: nothing of the owner binds it.
        byte[] primary = mallory.AsSpan(0, 2 + mallory[1]).ToArray();
        byte[] asSubkey = [(byte)(0x80 | (14 << 2)), primary[1], .. primary.AsSpan(2)];
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Refused(OpenPgpKeyring.Parse([.. owner, .. asSubkey]), signature).Code);
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Refused(OpenPgpKeyring.Parse([.. owner, .. asSubkey, .. mallory.AsSpan(primary.Length)]), signature).Code);

        // A key without its own signature over a name says nothing of itself.
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Refused(OpenPgpKeyring.Parse(primary), signature).Code);
        Verify(OpenPgpKeyring.Parse([.. owner, .. mallory]), signature);
        for (int i = 0; i < mallory.Length; i++)
        {
            byte[] changed = [.. mallory];
            changed[i] ^= 0x20;
            try
            {
                Takes(OpenPgpKeyring.Parse(changed), signature);
                OpenPgpKeyring.Parse(mallory.AsSpan(0, i));
            }
            catch (ComposeException e)
            {
                // The code of the file that is damaged, whichever part it is found in.
                Assert.Equal(ErrorCodes.Trust.InvalidKey, e.Error.Code);
            }
        }
    }

    [Fact]
    public void Subkey_MaySign_WhereItsOwnerSaysSo()
    {
        string fingerprint = _gpg.Key("signer@example.com", "ed25519");
        _gpg.Run("--quick-add-key", fingerprint, "rsa2048", "sign", "2y");
        _gpg.Run("--quick-add-key", fingerprint, "cv25519", "encr", "never");
        OpenPgpKeyring keyring = OpenPgpKeyring.Parse(_gpg.Export(armored: true));
        byte[] signature = _gpg.Sign("signer@example.com", s_document);
        OpenPgpResult result = Verify(keyring, signature);
        Assert.Equal(fingerprint, result.Fingerprint);
        Assert.NotEqual(result.PrimaryId, result.Key.Id);
        Assert.NotNull(result.Until);

        Assert.Equal(ErrorCodes.Trust.CertificateExpired, Refused(keyring, signature, now: DateTimeOffset.UtcNow.AddYears(3)).Code);
        byte[] byPrimary = _gpg.Sign(fingerprint + "!", s_document);
        Assert.Equal(result.PrimaryId, Verify(keyring, byPrimary).Key.Id);
        Assert.Equal(fingerprint, OpenPgpVerifier.Verify(byPrimary, s_document, keyring, [], DateTimeOffset.UtcNow.AddYears(3)).Fingerprint);
    }

    [Fact]
    public void Key_ThatExpiredOrWasRevoked_SignsNothing()
    {
        _gpg.Key("short@example.com", "ed25519", "2d");
        byte[] signature = _gpg.Sign("short@example.com", s_document);
        OpenPgpKeyring keyring = OpenPgpKeyring.Parse(_gpg.Export(armored: false));
        Verify(keyring, signature);
        Assert.Equal(ErrorCodes.Trust.CertificateExpired, Refused(keyring, signature, now: DateTimeOffset.UtcNow.AddDays(3)).Code);

        string fingerprint = _gpg.Key("gone@example.com", "ed25519");
        byte[] before = _gpg.Sign("gone@example.com", s_document);
        string revocation = File.ReadAllText(_gpg.PathOf($"openpgp-revocs.d/{fingerprint}.rev")).Replace(":-----BEGIN", "-----BEGIN", StringComparison.Ordinal);
        File.WriteAllText(_gpg.PathOf("revoke.asc"), revocation);
        _gpg.Run("--import", _gpg.PathOf("revoke.asc"));
        Assert.Equal(ErrorCodes.Trust.Revoked, Refused(OpenPgpKeyring.Parse(_gpg.Export(armored: false, "gone@example.com")), before).Code);
    }

    [Fact]
    public void Signature_ThatExpired_OrIsOfTheWrongKind_IsRefused()
    {
        _gpg.Key("signer@example.com", "rsa2048");
        OpenPgpKeyring keyring = OpenPgpKeyring.Parse(_gpg.Export(armored: false));
        byte[] brief = _gpg.Sign("signer@example.com", s_document, "--default-sig-expire", "1d");
        Assert.NotNull(Verify(keyring, brief).Until);
        Assert.Equal(ErrorCodes.Trust.CertificateExpired, Refused(keyring, brief, now: DateTimeOffset.UtcNow.AddDays(2)).Code);
        Assert.Contains("text", Refused(keyring, _gpg.Sign("signer@example.com", s_document, "--textmode")).Message, StringComparison.Ordinal);
        Assert.Contains("broken hash", Refused(keyring, _gpg.Sign("signer@example.com", s_document, "--digest-algo", "SHA1", "--weak-digest", "MD5")).Message, StringComparison.Ordinal);

        string whole = _gpg.PathOf("whole.gpg");
        File.WriteAllBytes(_gpg.PathOf("whole"), s_document);
        _gpg.Run("--output", whole, "--compress-algo", "none", "--sign", _gpg.PathOf("whole"));
        Assert.Equal(ErrorCodes.Trust.InvalidBundle, Refused(keyring, File.ReadAllBytes(whole)).Code);
        Assert.Equal(ErrorCodes.Trust.InvalidBundle, Refused(keyring, []).Code);
        Assert.Contains("private key", Assert.Throws<ComposeException>(() => OpenPgpKeyring.Parse(Secret())).Error.Message, StringComparison.Ordinal);

        byte[] Secret()
        {
            _gpg.Run("--output", _gpg.PathOf("secret"), "--export-secret-keys");
            return File.ReadAllBytes(_gpg.PathOf("secret"));
        }
    }

    [Fact]
    public void Signature_OrKeyFromTheFuture_IsRefused()
    {
        _gpg.Key("signer@example.com", "ed25519");
        OpenPgpKeyring keyring = OpenPgpKeyring.Parse(_gpg.Export(armored: false));
        byte[] signature = _gpg.Sign("signer@example.com", s_document, "--faked-system-time", DateTimeOffset.UtcNow.AddDays(2).ToString("yyyyMMdd'T'HHmmss", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains("future", Refused(keyring, signature).Message, StringComparison.Ordinal);
        OpenPgpVerifier.Verify(signature, s_document, keyring, [], DateTimeOffset.UtcNow.AddDays(3));
        Assert.Contains("future", Refused(keyring, _gpg.Sign("signer@example.com", s_document), now: DateTimeOffset.UtcNow.AddDays(-1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_WhoseNewestSignatureSaysLess_KeepsItsEnd()
    {
        // Naming a revoker makes a newer signature over the key, which says nothing of its end.
        string revoker = _gpg.Key("revoker@example.com", "ed25519"), fingerprint = _gpg.Key("owner@example.com", "ed25519", "2d");
        byte[] signature = _gpg.Sign("owner@example.com", s_document);
        _gpg.Answer($"addrevoker\n{revoker}\ny\nsave\n", "--faked-system-time", DateTimeOffset.UtcNow.AddMinutes(1).ToString("yyyyMMdd'T'HHmmss", System.Globalization.CultureInfo.InvariantCulture), "--edit-key", fingerprint);
        OpenPgpKeyring keyring = OpenPgpKeyring.Parse(_gpg.Export(armored: false, fingerprint));
        Assert.Equal(ErrorCodes.Trust.CertificateExpired, Refused(keyring, signature, now: DateTimeOffset.UtcNow.AddDays(3)).Code);
        Verify(keyring, signature);

        // Whom the owner named may revoke the key, where its own key is at hand to prove it.
        _gpg.Answer("y\n0\n\ny\n", "--output", _gpg.PathOf("desig.asc"), "--desig-revoke", fingerprint);
        _gpg.Run("--import", _gpg.PathOf("desig.asc"));
        Assert.Equal(ErrorCodes.Trust.Revoked, Refused(OpenPgpKeyring.Parse(_gpg.Export(armored: false, fingerprint, revoker)), signature).Code);
        Verify(OpenPgpKeyring.Parse(_gpg.Export(armored: false, fingerprint)), signature);
    }

    [Fact]
    public void Revocation_WithAnOlderHash_Counts()
    {
        _gpg.Run("--cert-digest-algo", "SHA1", "--quick-generate-key", "old@example.com", "rsa2048", "sign", "never");
        string fingerprint = _gpg.Run("--with-colons", "--fingerprint", "old@example.com").Split('\n').First(line => line.StartsWith("fpr:", StringComparison.Ordinal)).Split(':')[9];
        byte[] signature = _gpg.Sign("old@example.com", s_document);

        // What it says of itself with SHA-1 gives nothing; said again with a better hash, it does.
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Refused(OpenPgpKeyring.Parse(_gpg.Export(armored: false, fingerprint)), signature).Code);
        _gpg.Run("--quick-set-expire", fingerprint, "5y");
        Verify(OpenPgpKeyring.Parse(_gpg.Export(armored: false, fingerprint)), signature);
        string revocation = File.ReadAllText(_gpg.PathOf($"openpgp-revocs.d/{fingerprint}.rev")).Replace(":-----BEGIN", "-----BEGIN", StringComparison.Ordinal);
        File.WriteAllText(_gpg.PathOf("revoke.asc"), revocation);
        _gpg.Run("--import", _gpg.PathOf("revoke.asc"));
        Assert.Equal(ErrorCodes.Trust.Revoked, Refused(OpenPgpKeyring.Parse(_gpg.Export(armored: false, fingerprint)), signature).Code);
    }

    [Fact]
    public void Subkey_RevokedByItsOwner_SignsNothing()
    {
        string fingerprint = _gpg.Key("signer@example.com", "ed25519");
        _gpg.Run("--quick-add-key", fingerprint, "ed25519", "sign", "never");
        byte[] bySubkey = _gpg.Sign("signer@example.com", s_document), byPrimary = _gpg.Sign(fingerprint + "!", s_document);
        _gpg.Answer("key 1\nrevkey\ny\n0\n\ny\nsave\n", "--edit-key", fingerprint);
        OpenPgpKeyring keyring = OpenPgpKeyring.Parse(_gpg.Export(armored: false));
        Assert.Equal(ErrorCodes.Trust.Revoked, Refused(keyring, bySubkey).Code);
        Verify(keyring, byPrimary);
    }

    [Fact]
    public void Signature_WithSomethingElseBehindIt_IsRefused()
    {
        _gpg.Key("signer@example.com", "ed25519");
        OpenPgpKeyring keyring = OpenPgpKeyring.Parse(_gpg.Export(armored: false));
        byte[] signature = _gpg.Sign("signer@example.com", s_document);
        Verify(keyring, signature);
        Verify(keyring, [.. signature, .. signature]);
        foreach (byte[] more in (byte[][])[[0], [0xfc, 1, 0], [0xcb, 1, 0x62], s_document])
        {
            Assert.Equal(ErrorCodes.Trust.InvalidBundle, Refused(keyring, [.. signature, .. more]).Code);
        }

        // As armor without a checksum, and as base64 whose last bits no byte takes.
        string text = Convert.ToBase64String([.. signature, .. new byte[2 - (signature.Length % 3)]]);
        Assert.Equal(ErrorCodes.Trust.InvalidBundle, Refused(keyring, Armor(Convert.ToBase64String([.. signature, 0, 0, 0]))).Code);
        Assert.Equal(ErrorCodes.Trust.InvalidBundle, Refused(keyring, Armor(text.TrimEnd('=')[..^1] + (char)(text.TrimEnd('=')[^1] + 1) + new string('=', text.Length - text.TrimEnd('=').Length))).Code);

        static byte[] Armor(string content) => Encoding.ASCII.GetBytes($"-----BEGIN PGP SIGNATURE-----\n\n{content}\n-----END PGP SIGNATURE-----\n");
    }

    [Fact]
    public void Armor_CutDamagedOrMixed_IsRefusedWithItsCode()
    {
        _gpg.Key("signer@example.com", "ed25519");
        OpenPgpKeyring keyring = OpenPgpKeyring.Parse(_gpg.Export(armored: false));
        string armor = Encoding.ASCII.GetString(_gpg.Sign("signer@example.com", s_document, "--armor"));
        Verify(keyring, Encoding.ASCII.GetBytes(armor));
        var bad = new List<string>
        {
            armor.Replace("END PGP SIGNATURE", "END PGP MESSAGE", StringComparison.Ordinal),
            armor.Replace("BEGIN PGP SIGNATURE", "BEGIN PGP MESSAGE", StringComparison.Ordinal),
            armor.Replace("-----END", "-----BEGIN PGP SIGNATURE-----\n\n-----END", StringComparison.Ordinal),
            armor.Replace("-----END", "=AA==\n-----END", StringComparison.Ordinal),
            armor.Replace("-----END", "AAAA\n-----END", StringComparison.Ordinal),
        };
        for (int i = 0; i < armor.Length - 1; i++)
        {
            bad.Add(armor[..i]);
        }

        int start = armor.IndexOf("\n\n", StringComparison.Ordinal) + 2, end = armor.IndexOf("-----END", StringComparison.Ordinal);
        for (int i = start; i < end; i++)
        {
            if (armor[i] != '\n')
            {
                bad.Add(armor[..i] + "*" + armor[(i + 1)..]);
                bad.Add(armor.Remove(i, 1));
                bad.Add(armor[..i] + (armor[i] == 'B' ? 'C' : 'B') + armor[(i + 1)..]);
            }
        }

        foreach (string each in bad)
        {
            Assert.Equal("Trust", Refused(keyring, Encoding.ASCII.GetBytes(each)).Code.Domain);
        }
    }

    [Fact]
    public void Keyring_WithAKeyOfAnotherCurveOrForm_IsReadAndSignsNothing()
    {
        // A curve's name of 200 bytes, and one that is no DER at all, in an ECDSA key; an RSA key of a few bits.
        foreach (byte[] material in (byte[][])[[19, 200, .. new byte[200], 0, 8, 4], [19, 0, 0, 8, 4], [19, 3, 0x80, 1, 2, 0, 8, 4], [1, 0, 8, 0xff, 0, 2, 3], [1, 0, 0, 0, 0], [22, 1, 0, 0, 0]])
        {
            byte[] body = [4, 0x60, 0, 0, 0, .. material];
            OpenPgpKeyring keyring = OpenPgpKeyring.Parse([0x99, (byte)(body.Length >> 8), (byte)body.Length, .. body]);
            Assert.Single(keyring.Fingerprints);
        }
    }

    [Fact]
    public void Signatures_OfSeveral_AreTriedInTurn()
    {
        string first = _gpg.Key("first@example.com", "ed25519"), second = _gpg.Key("second@example.com", "nistp256");
        byte[] both = [.. _gpg.Sign("first@example.com", s_document), .. _gpg.Sign("second@example.com", s_document)];
        Assert.Equal(first, Verify(OpenPgpKeyring.Parse(_gpg.Export(false, first)), both).Fingerprint);
        Assert.Equal(second, Verify(OpenPgpKeyring.Parse(_gpg.Export(false, second)), both).Fingerprint);
    }

    [Fact]
    public void Policy_WithAKeyring_VouchesByTheFileBeside()
    {
        string folder = _gpg.PathOf("work"), file = Path.Combine(folder, "app.bin");
        Directory.CreateDirectory(folder);
        string fingerprint = _gpg.Key("signer@example.com", "ed25519"), other = _gpg.Key("other@example.com", "ed25519");
        File.WriteAllBytes(Path.Combine(folder, "keys.asc"), _gpg.Export(armored: true));
        File.WriteAllBytes(file, s_document);
        TrustGate Gate(string who, string more = "", string signers = "[team]", int threshold = 1) => new(
            TrustPolicyReader.Read(Encoding.UTF8.GetBytes($$$"""
                trust: 1
                authorities:
                  team: {openpgp: {keyring: keys.asc, fingerprints: ["{{{who}}}"]}}
                  any: {openpgp: {keyring: keys.asc}}
                rules:
                  - {signers: {{{signers}}}, threshold: {{{threshold}}}}
                {{{more}}}
                """), "trust.yaml", folder),
            [new SidecarEvidence()]);
        var subject = new TrustSubject(Digest.Of(s_document), "app.bin", TrustOrigin.Local) { File = file, Bytes = s_document };
        Assert.Equal(ErrorCodes.Trust.MissingSignature, Gate(fingerprint).Judge(subject).Problems[0].Code);
        File.WriteAllBytes(file + ".asc", _gpg.Sign("signer@example.com", s_document, "--armor"));

        string spaced = string.Join(' ', fingerprint.Chunk(4).Select(part => new string(part)));
        TrustVerdict verdict = Gate(spaced).Judge(subject);
        Assert.True(verdict.IsAllowed);
        Assert.Equal(TrustLabel.CoreVerified, verdict.Label);
        Assert.Contains(fingerprint, Assert.Single(verdict.Vouchers), StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Gate(other).Judge(subject).Problems[0].Code);
        Assert.Equal(ErrorCodes.Trust.Revoked, Gate(fingerprint, $"revoked: {{identities: [\"{fingerprint}\"]}}").Judge(subject).Problems[0].Code);

        // One key under two names is one voice.
        Assert.False(Gate(fingerprint, signers: "[team, any]", threshold: 2).Judge(subject).IsAllowed);
        Assert.False(Gate(fingerprint).Judge(subject with { Digest = Digest.Of("other"u8), Bytes = "other"u8.ToArray() }).IsAllowed);
        Assert.Throws<ComposeException>(() => Gate(new string('A', 40)));

        // Binary, beside the file as gpg names it.
        File.Delete(file + ".asc");
        File.WriteAllBytes(file + ".sig", _gpg.Sign("signer@example.com", s_document));
        Assert.True(Gate(fingerprint).Judge(subject).IsAllowed);
    }

    private static OpenPgpResult Verify(OpenPgpKeyring keyring, byte[] signature, params string[] fingerprints) =>
        OpenPgpVerifier.Verify(signature, s_document, keyring, fingerprints, DateTimeOffset.UtcNow);

    private static ComposeError Refused(OpenPgpKeyring keyring, byte[] signature, byte[]? document = null, string? fingerprint = null, DateTimeOffset? now = null) =>
        Assert.Throws<ComposeException>(() => OpenPgpVerifier.Verify(signature, document ?? s_document, keyring, fingerprint is null ? [] : [fingerprint], now ?? DateTimeOffset.UtcNow)).Error;

    private static bool Takes(OpenPgpKeyring keyring, byte[] signature)
    {
        try
        {
            Verify(keyring, signature);
            return true;
        }
        catch (ComposeException)
        {
            return false;
        }
    }
}
