using System.Text;

namespace Compose.Secrets.Tests;

public sealed class BackendTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("compose-secrets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("line\n", "line")]
    [InlineData("line\r\n", "line")]
    [InlineData("two\n\n", "two\n")]
    [InlineData("", "")]
    public void File_IsReadWithoutItsLastLineFeed(string content, string expected)
    {
        File.WriteAllText(Path.Combine(_folder, "s"), content);
        Assert.Equal(expected, Read(new FileSecrets("file", _folder), "file://s"));
        Assert.Equal(content, Read(new FileSecrets("file", _folder), "file://s?raw"));
    }

    [Theory]
    [InlineData("file://../outside")]
    [InlineData("file://a/../../outside")]
    [InlineData("file://%2e%2e/outside")]
    [InlineData("file://link")]
    [InlineData("file://linked/outside")]
    public void File_OutsideTheFolder_IsRefused(string uri)
    {
        string inner = Path.Combine(_folder, "in");
        Directory.CreateDirectory(inner);
        File.WriteAllText(Path.Combine(_folder, "outside"), "secret");
        File.CreateSymbolicLink(Path.Combine(inner, "link"), Path.Combine(_folder, "outside"));
        Directory.CreateSymbolicLink(Path.Combine(inner, "linked"), _folder);
        Assert.Equal(ErrorCodes.Secret.InvalidUri, Refused(new FileSecrets("file", inner), uri).Code);
    }

    [Fact]
    public void Kubernetes_MountsAreFollowedThroughTheirOwnLinks()
    {
        // As the kubelet lays them out: KEY -> ..data/KEY, ..data -> ..2026_01_01.
        string mount = Path.Combine(_folder, "db"), data = Path.Combine(mount, "..2026_01_01");
        Directory.CreateDirectory(data);
        File.WriteAllText(Path.Combine(data, "password"), "s3cret");
        Directory.CreateSymbolicLink(Path.Combine(mount, "..data"), "..2026_01_01");
        File.CreateSymbolicLink(Path.Combine(mount, "password"), Path.Combine("..data", "password"));
        Assert.Equal("s3cret", Read(new FileSecrets("k8s", _folder), "k8s://db/password"));
    }

    [Fact]
    public void File_AbsentOrHuge_SaysSo()
    {
        Assert.Equal(ErrorCodes.Secret.NotFound, Refused(new FileSecrets("file", _folder), "file://none").Code);
        File.WriteAllBytes(Path.Combine(_folder, "huge"), new byte[(1 << 20) + 1]);
        Assert.Equal(ErrorCodes.Secret.BackendError, Refused(new FileSecrets("file", _folder), "file://huge").Code);
    }

    [Fact]
    public async Task File_WhoseLinkIsExchangedMeanwhile_NeverLeavesTheFolder()
    {
        string inside = Path.Combine(_folder, "inside"), link = Path.Combine(_folder, "link"), outside = Path.GetTempFileName();
        File.WriteAllText(inside, "inside");
        File.WriteAllText(outside, "outside");
        var backend = new FileSecrets("file", _folder);
        using var stop = new CancellationTokenSource();
        Task swapper = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                foreach (string target in (string[])[inside, outside])
                {
                    string fresh = link + ".new";
                    File.Delete(fresh);
                    File.CreateSymbolicLink(fresh, target);
                    File.Move(fresh, link, overwrite: true);
                }
            }
        });
        int read = 0, refused = 0;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (clock.ElapsedMilliseconds < 1_000 || (read == 0 && clock.ElapsedMilliseconds < 10_000))
        {
            try
            {
                Assert.Equal("inside", Read(backend, "file://link"));
                read++;
            }
            catch (ComposeException e)
            {
                Assert.Contains(e.Error.Code, (ErrorCode[])[ErrorCodes.Secret.InvalidUri, ErrorCodes.Secret.NotFound]);
                refused++;
            }
        }

        await stop.CancelAsync();
        await swapper;
        File.Delete(outside);
        Assert.True(read > 0 && refused > 0, $"{read} read, {refused} refused");
    }

    [Theory]
    [InlineData("file://x?rwa")]
    [InlineData("env://HOME?raw")]
    public void Address_WithWhatIsNotKnown_IsRefused(string uri)
    {
        ISecretBackend backend = uri.StartsWith("env", StringComparison.Ordinal) ? new EnvironmentSecrets() : new FileSecrets("file", _folder);
        ComposeException e = Assert.Throws<ComposeException>(() => backend.Read(SecretUri.Parse(uri)));
        Assert.Equal(ErrorCodes.Secret.InvalidUri, e.Error.Code);
        Assert.DoesNotContain("rwa", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Environment_ReadsTheVariable()
    {
        Environment.SetEnvironmentVariable("COMPOSE_TEST_SECRET", "from env");
        Assert.Equal("from env", Read(new EnvironmentSecrets(), "env://COMPOSE_TEST_SECRET"));
        Assert.Equal(ErrorCodes.Secret.NotFound, Refused(new EnvironmentSecrets(), "env://COMPOSE_TEST_NONE").Code);
    }

    [Theory]
    [InlineData("hunter2")]
    [InlineData("://x")]
    [InlineData("VAULT://x")]
    [InlineData("env://")]
    [InlineData("env://x#")]
    [InlineData("vault://a/b?kv=1&kv=2")]
    public void Uri_ThatIsNone_IsNotRepeated(string text)
    {
        var e = Assert.Throws<ComposeException>(() => SecretUri.Parse(text));
        Assert.Equal(ErrorCodes.Secret.InvalidUri, e.Error.Code);
        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Uri_PartsAreDecoded_AndHsmIsPkcs11()
    {
        SecretUri uri = SecretUri.Parse("hsm://my%20token/tok%2Fapi?module-path=/x%3Dy#f");
        Assert.Equal(("pkcs11", "my token/tok/api", "f", "/x=y"), (uri.Scheme, uri.Path, uri.Field, uri.Query["module-path"]));
        Assert.DoesNotContain("module", uri.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Backends_NoneIsThereByItself() =>
        Assert.Equal(ErrorCodes.Secret.InvalidBackend, Assert.Throws<ComposeException>(() => new SecretBackends([]).For(SecretUri.Parse("dev://x"))).Error.Code);

    private static string Read(ISecretBackend backend, string uri)
    {
        using SecretValue value = backend.Read(SecretUri.Parse(uri));
        return Encoding.UTF8.GetString(value.Bytes);
    }

    private static ComposeError Refused(ISecretBackend backend, string uri) =>
        Assert.Throws<ComposeException>(() => backend.Read(SecretUri.Parse(uri)).Dispose()).Error;
}
