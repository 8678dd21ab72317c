using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Compose.Secrets.Pkcs11;

namespace Compose.Secrets.Tests;

/// <summary>SoftHSM for real: a token made for the test, with values and keys that sign without leaving.</summary>
public sealed class Pkcs11Tests : IDisposable
{
    /// <summary>Where distributions put the module of SoftHSM.</summary>
    internal static readonly string[] Modules =
        ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so"];

    private readonly string _folder = Directory.CreateTempSubdirectory("compose-hsm-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Token_KeysSignWithoutLeaving()
    {
        string module = Token();
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Import("rsa", "01", rsa.ExportPkcs8PrivateKeyPem());
        Import("ec", "02", ec.ExportPkcs8PrivateKeyPem());
        using var hsm = new Pkcs11Secrets([module], () => SecretValue.Take("1234"u8.ToArray()));
        foreach (string name in (string[])["rsa", "ec"])
        {
            SecretUri uri = SecretUri.Parse($"pkcs11://compose/{name}?key");
            byte[] signature = hsm.Sign(uri, "message"u8);
            Assert.True(hsm.Verify(uri, "message"u8, signature));
            Assert.False(hsm.Verify(uri, "massage"u8, signature));
            Assert.Equal(ErrorCodes.Secret.WrongKind, Refused(hsm, $"hsm://compose/{name}").Code);
        }

        Assert.Equal(ec.ExportSubjectPublicKeyInfo(), hsm.PublicKey(SecretUri.Parse("pkcs11://compose/ec?key")).SubjectPublicKeyInfo.ToArray());
        Assert.True(rsa.VerifyData("m"u8, hsm.Sign(SecretUri.Parse("pkcs11://compose/rsa?key"), "m"u8), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal(ErrorCodes.Secret.NotFound, Refused(hsm, "pkcs11://compose/none").Code);
        Assert.Equal(ErrorCodes.Secret.NotFound, Refused(hsm, "pkcs11://elsewhere/none").Code);
        Assert.Equal(ErrorCodes.Secret.InvalidUri, Refused(hsm, "pkcs11://compose/rsa?pin-value=1234").Code);
        Parallel.For(0, 8, i =>
        {
            byte[] signature = hsm.Sign(SecretUri.Parse("pkcs11://compose/ec?key"), [(byte)i]);
            Assert.True(hsm.Verify(SecretUri.Parse("pkcs11://compose/ec?key"), [(byte)i], signature));
        });
    }

    [Fact]
    public void Signer_OfAToken_MakesBundlesThatVerify()
    {
        string module = Token();
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var large = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Import("rsa", "01", rsa.ExportPkcs8PrivateKeyPem());
        Import("ec", "02", ec.ExportPkcs8PrivateKeyPem());
        Import("large", "03", large.ExportPkcs8PrivateKeyPem());
        using var backends = new SecretBackends([new Pkcs11Secrets([module], () => SecretValue.Take("1234"u8.ToArray()))]);
        foreach (string name in (string[])["rsa", "ec", "large"])
        {
            using SecretSigner signer = SecretSigner.Open(backends, $"pkcs11://compose/{name}?key");
            byte[] bundle = Signing.BundleSigner.SignMessage("artifact"u8.ToArray(), signer, []);
            Trust.Sigstore.SigstoreVerifier.VerifyWithKey(Trust.Sigstore.SigstoreBundle.Parse(bundle), new Trust.Sigstore.Artifact("artifact"u8.ToArray()), signer.Key, null, requireLog: false);
        }

        // A private key as a value does not leave, and a value that is no key signs nothing.
        Assert.Equal(ErrorCodes.Secret.WrongKind, Assert.Throws<ComposeException>(() => SecretSigner.Open(backends, "pkcs11://compose/ec")).Error.Code);
    }

    [Fact]
    public void Token_WrongPin_SaysSo()
    {
        string module = Token();
        using var hsm = new Pkcs11Secrets([module], () => SecretValue.Take("9999"u8.ToArray()));
        ComposeError error = Refused(hsm, "pkcs11://compose/x");
        Assert.Equal(ErrorCodes.Secret.AccessDenied, error.Code);
        Assert.DoesNotContain("9999", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Token_WhosePinIsWrong_IsAskedOnce()
    {
        // Three wrong PINs lock a token: the second and further uses must not try again.
        string module = Token();
        int asked = 0;
        using (var wrong = new Pkcs11Secrets([module], () =>
        {
            asked++;
            return SecretValue.Of("9999");
        }))
        {
            for (int i = 0; i < 10; i++)
            {
                Assert.Equal(ErrorCodes.Secret.AccessDenied, Refused(wrong, "pkcs11://compose/x").Code);
            }
        }

        Assert.Equal(1, asked);
        using var right = new Pkcs11Secrets([module], () => SecretValue.Of("1234"));
        Assert.Equal(ErrorCodes.Secret.NotFound, Refused(right, "pkcs11://compose/x").Code);
    }

    [Fact]
    public void Module_OfAnAddress_IsLoadedOnlyIfTheHostNamesIt()
    {
        // A module is code, and a plan is anybody's.
        string module = Token();
        using var hsm = new Pkcs11Secrets(["/nowhere/none.so", module], () => SecretValue.Of("1234"));
        Assert.Equal(ErrorCodes.Secret.NotFound, Refused(hsm, $"pkcs11://compose/x?module-path={module}").Code);
        Assert.Equal(ErrorCodes.Secret.AccessDenied, Refused(hsm, "pkcs11://compose/x?module-path=/tmp/evil.so").Code);
        Assert.Equal(ErrorCodes.Secret.BackendError, Refused(hsm, "pkcs11://compose/x").Code);
    }

    [Fact]
    public void Module_SharedByTwo_OutlivesTheFirstOfThem()
    {
        string module = Token();
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Import("ec", "02", ec.ExportPkcs8PrivateKeyPem());
        var uri = SecretUri.Parse("pkcs11://compose/ec?key");
        using var second = new Pkcs11Secrets([module], () => SecretValue.Of("1234"));
        using (var first = new Pkcs11Secrets([module], () => SecretValue.Of("1234")))
        {
            first.Sign(uri, "m"u8);
            second.Sign(uri, "m"u8);
        }

        Assert.True(second.Verify(uri, "m"u8, second.Sign(uri, "m"u8)));
    }

    [Fact]
    public void Module_ThatIsNone_SaysSo()
    {
        using var hsm = new Pkcs11Secrets(["/nowhere/none.so"], () => null);
        Assert.Equal(ErrorCodes.Secret.BackendError, Refused(hsm, "pkcs11://compose/x").Code);
        using var unnamed = new Pkcs11Secrets([], () => null);
        Assert.Equal(ErrorCodes.Secret.InvalidBackend, Refused(unnamed, "pkcs11://compose/x").Code);
    }

    private static ComposeError Refused(Pkcs11Secrets hsm, string uri) => Assert.Throws<ComposeException>(() => hsm.Read(SecretUri.Parse(uri)).Dispose()).Error;

    private string Token()
    {
        string? module = Modules.FirstOrDefault(File.Exists);
        if (module is null || !File.Exists("/usr/bin/softhsm2-util"))
        {
            Assert.Skip("SoftHSM is absent: apt-get install softhsm2");
        }

        string tokens = Path.Combine(_folder, "tokens");
        Directory.CreateDirectory(tokens);
        string configuration = Path.Combine(_folder, "softhsm2.conf");
        File.WriteAllText(configuration, $"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n");

        // The module reads the variable of the process, natively.
        Native.SetEnvironment("SOFTHSM2_CONF", configuration);
        Util("--init-token", "--free", "--label", "compose", "--so-pin", "12345678", "--pin", "1234");
        return module!;
    }

    private void Import(string label, string id, string pem)
    {
        string file = Path.Combine(_folder, label + ".pem");
        File.WriteAllText(file, pem);
        Util("--import", file, "--token", "compose", "--label", label, "--id", id, "--pin", "1234");
    }

    private void Util(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/softhsm2-util", arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["SOFTHSM2_CONF"] = Path.Combine(_folder, "softhsm2.conf");
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd() + process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }
}
