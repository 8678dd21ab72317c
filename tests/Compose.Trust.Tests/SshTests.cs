using System.Diagnostics;
using System.Text;
using Compose.Signing;
using Compose.Signing.Ssh;
using Compose.Testing;

namespace Compose.Trust.Tests;

/// <summary>Signatures by SSH keys and files of allowed signers, made and judged by ssh-keygen.</summary>
public sealed class SshTests : IDisposable
{
    private const string Message = "a component\nof two lines\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("compose-ssh-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("ed25519", 0, KeyAlgorithm.Ed25519)]
    [InlineData("ecdsa", 256, KeyAlgorithm.EcdsaP256)]
    [InlineData("ecdsa", 384, KeyAlgorithm.EcdsaP384)]
    [InlineData("ecdsa", 521, KeyAlgorithm.EcdsaP521)]
    [InlineData("rsa", 3072, KeyAlgorithm.RsaPkcs1)]
    public void Signature_OfEveryAlgorithmAndHash_Verifies(string type, int bits, KeyAlgorithm algorithm)
    {
        string key = Key("alice", type, bits);
        foreach (string hash in (string[])["sha256", "sha512"])
        {
            byte[] armored = Sign(key, "file", "-O", "hashalg=" + hash);
            SshSignature signature = SshSignature.Parse(armored);
            Assert.Equal((algorithm, "file"), (signature.Key.Algorithm, signature.Namespace));
            Assert.True(signature.Verify(Encoding.UTF8.GetBytes(Message), "file"));
            Assert.False(signature.Verify(Encoding.UTF8.GetBytes(Message), "git"));
            Assert.False(signature.Verify(Encoding.UTF8.GetBytes(Message + " "), "file"));
            Assert.Contains(signature.Fingerprint, Run("ssh-keygen", null, "-l", "-f", key + ".pub").Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ed25519", 0)]
    [InlineData("ecdsa", 256)]
    [InlineData("rsa", 2048)]
    public void Signature_ThatWasChanged_DoesNotVerify(string type, int bits)
    {
        string key = Key("alice", type, bits);
        byte[] binary = Convert.FromBase64String(Body(Sign(key, "file")));
        for (int i = 0; i < binary.Length; i++)
        {
            byte[] changed = [.. binary];
            changed[i] ^= 0x01;
            Assert.False(Verifies(Encoding.ASCII.GetBytes($"-----BEGIN SSH SIGNATURE-----\n{Convert.ToBase64String(changed)}\n-----END SSH SIGNATURE-----\n")), $"byte {i}");
        }
    }

    [Fact]
    public void Signature_CutShort_OrOfNothing_IsAnError()
    {
        byte[] binary = Convert.FromBase64String(Body(Sign(Key("alice", "ed25519", 0), "file")));
        for (int length = 0; length < binary.Length; length++)
        {
            Assert.False(Verifies(Encoding.ASCII.GetBytes($"-----BEGIN SSH SIGNATURE-----\n{Convert.ToBase64String(binary[..length])}\n-----END SSH SIGNATURE-----\n")));
        }

        foreach (string text in (string[])["", "-----BEGIN SSH SIGNATURE-----", "-----BEGIN SSH SIGNATURE-----END SSH SIGNATURE-----", "-----BEGIN SSH SIGNATURE-----\n%\n-----END SSH SIGNATURE-----"])
        {
            Assert.Equal(ErrorCodes.Trust.InvalidBundle, Assert.Throws<ComposeException>(() => SshSignature.Parse(Encoding.ASCII.GetBytes(text))).Error.Code);
        }
    }

    [Theory]
    [InlineData("{0}", true)]
    [InlineData("bob@example.com {1}", true)]
    [InlineData("alice@example.com namespaces=\"file\" {1}", true)]
    [InlineData("alice@example.com namespaces=\"git,f*\" {1}", true)]
    [InlineData("\"alice@example.com\" {1} a comment with spaces", true)]
    [InlineData("*@example.com,!bob@example.com namespaces=\"file\",valid-after=\"20200101Z\",valid-before=\"20990101Z\" {1}", true)]
    [InlineData("alice@example.com namespaces=\"git\" {1}", false)]
    [InlineData("alice@example.com valid-before=\"20200101Z\" {1}", false)]
    [InlineData("alice@example.com valid-after=\"20990101000000Z\" {1}", false)]
    [InlineData("*@example.com,!alice@example.com {1}", false)]
    [InlineData("alic?@example.org {1}", false)]
    public void AllowedSigners_AreReadAsSshKeygenReadsThem(string line, bool isAllowed)
    {
        string key = Key("alice", "ed25519", 0);
        string[] words = File.ReadAllText(key + ".pub").Split(' ');
        string text = line.Replace("{0}", "alice@example.com {1}", StringComparison.Ordinal).Replace("{1}", $"{words[0]} {words[1]}", StringComparison.Ordinal);
        string who = line.StartsWith("bob", StringComparison.Ordinal) ? "bob@example.com" : "alice@example.com";
        string signers = Path.Combine(_folder, "allowed");
        File.WriteAllText(signers, $"# those who may\n\n{text}\n");
        byte[] armored = Sign(key, "file");
        string signature = Path.Combine(_folder, "s.sig");
        File.WriteAllBytes(signature, armored);
        Assert.Equal(isAllowed, Run("ssh-keygen", Message, "-Y", "verify", "-f", signers, "-I", who, "-n", "file", "-s", signature).ExitCode == 0);

        TrustPolicy policy = Policy($"ssh: {{allowed-signers: {signers}{(isAllowed ? $", principals: [{who}]" : string.Empty)}}}");
        byte[] bytes = Encoding.UTF8.GetBytes(Message);
        var subject = new TrustSubject(Digest.Of(bytes), "a.txt", TrustOrigin.Fetched) { Bytes = bytes };
        bool ours = new TrustGate(policy, [new GivenEvidence(subject.Digest, [new TrustEvidence(signature, armored, IsBundle: false)])]).Judge(subject).IsAllowed;

        // Without a name to ask for, everybody in the file counts: a line is then refused for its times and namespaces only.
        Assert.Equal(isAllowed || !(line.Contains("valid", StringComparison.Ordinal) || line.Contains("namespaces", StringComparison.Ordinal)), ours);
    }

    [Theory]
    [InlineData("", "no signer")]
    [InlineData("alice", "a line is")]
    [InlineData("alice ssh-ed25519", "a line is")]
    [InlineData("alice ssh-ed25519 AAAA", "cut short")]
    [InlineData("alice ssh-ed25519 %%%", "not base64")]
    [InlineData("alice ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f", "is called ssh-rsa")]
    [InlineData("alice cert-authority ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f", "not supported")]
    [InlineData("alice what=\"x\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f", "not known")]
    [InlineData("alice valid-after=\"soon\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f", "not a time")]
    [InlineData("alice sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f", "not supported")]
    [InlineData("alice ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fAA==", "follow its end")]
    public void AllowedSigners_WithAFault_AreRefused(string text, string why)
    {
        ComposeException refused = Assert.Throws<ComposeException>(() => AllowedSigners.Parse(Encoding.UTF8.GetBytes(text), "allowed"));
        Assert.Equal(ErrorCodes.Trust.InvalidKey, refused.Error.Code);
        Assert.Contains(why, refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Policy_WithPrincipalsThatNobodyIs_HasAnError()
    {
        string key = Key("alice", "ed25519", 0), signers = Path.Combine(_folder, "allowed");
        File.WriteAllText(signers, "alice@example.com " + File.ReadAllText(key + ".pub"));
        ComposeException refused = Assert.Throws<ComposeException>(() => Policy($"ssh: {{allowed-signers: {signers}, principals: [bob@example.com]}}"));
        Assert.Contains("bob@example.com", refused.Error.Message, StringComparison.Ordinal);
        Assert.Throws<ComposeException>(() => Policy("ssh: {allowed-signers: none}"));
        Assert.Throws<ComposeException>(() => Policy("ssh: {}"));
        Assert.NotEqual(
            Policy($"ssh: {{allowed-signers: {signers}}}").Digest,
            Policy($"ssh: {{allowed-signers: {signers}, principals: [alice@example.com]}}").Digest);
    }

    private TrustPolicy Policy(string authority) => TrustPolicyReader.Read(
        Encoding.UTF8.GetBytes($"trust: 1\nauthorities:\n  who: {{{authority}}}\nrules:\n  - components: [\"*\"]\n    signers: [who]\n"), "trust.yaml", _folder);

    private string Key(string name, string type, int bits)
    {
        string file = Path.Combine(_folder, name);
        Assert.Equal(0, Run("ssh-keygen", null, ["-q", "-t", type, "-N", "", "-C", name, "-f", file, .. bits > 0 ? (string[])["-b", $"{bits}"] : []]).ExitCode);
        return file;
    }

    private byte[] Sign(string key, string space, params string[] options)
    {
        string document = Path.Combine(_folder, "document");
        File.WriteAllText(document, Message);
        File.Delete(document + ".sig");
        Assert.Equal(0, Run("ssh-keygen", null, ["-Y", "sign", "-q", "-f", key, "-n", space, .. options, document]).ExitCode);
        return File.ReadAllBytes(document + ".sig");
    }

    private static bool Verifies(byte[] armored)
    {
        try
        {
            return SshSignature.Parse(armored).Verify(Encoding.UTF8.GetBytes(Message), "file");
        }
        catch (ComposeException)
        {
            return false;
        }
    }

    private static string Body(byte[] armored) => string.Concat(Encoding.ASCII.GetString(armored).Split('\n').Where(line => !line.StartsWith('-')));

    private static (int ExitCode, string Output, string Error) Run(string program, string? input, params string[] arguments) =>
        IndependentTool.Run(new ProcessStartInfo(IndependentTool.Require(program), arguments), input);
}
