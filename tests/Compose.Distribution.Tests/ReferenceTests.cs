using Compose.Distribution.Oci;
using Compose.Distribution.Transport;

namespace Compose.Distribution.Tests;

/// <summary>Addresses, and where a server may lead.</summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData("oci://ghcr.io/acme/log:1.2.0", "ghcr.io", "acme/log", "1.2.0")]
    [InlineData("ghcr.io/acme/log", "ghcr.io", "acme/log", null)]
    [InlineData("localhost:5000/a", "localhost:5000", "a", null)]
    [InlineData("localhost/a__b/c-d.e:x_y-z", "localhost", "a__b/c-d.e", "x_y-z")]
    [InlineData("oci://[::1]:5000/a:1", "[::1]:5000", "a", "1")]
    public void Reference_OfARegistry_IsRead(string text, string host, string repository, string? tag)
    {
        var reference = OciReference.Parse(text);
        Assert.Equal((host, repository, tag), (reference.Host, reference.Repository, reference.Tag));
        Assert.Equal(reference, OciReference.Parse(reference.ToString()));
    }

    [Theory]
    [InlineData("oci-layout:build/layout:1.0", "build/layout", "1.0")]
    [InlineData("oci-layout:/tmp/x", "/tmp/x", null)]
    [InlineData("oci-layout:a@b", "a@b", null)]
    public void Reference_OfALayout_IsRead(string text, string folder, string? tag)
    {
        var reference = OciReference.Parse(text);
        Assert.True(reference.IsLayout);
        Assert.Equal((folder, tag), (reference.Repository, reference.Tag));
    }

    [Theory]
    [InlineData("")]
    [InlineData("acme/greeter")]
    [InlineData("http://ghcr.io/a")]
    [InlineData("ghcr.io/")]
    [InlineData("ghcr.io/Acme/x")]
    [InlineData("ghcr.io/a//b")]
    [InlineData("ghcr.io/../x")]
    [InlineData("ghcr.io/a:")]
    [InlineData("ghcr.io/a:-x")]
    [InlineData("ghcr.io/a:b c")]
    [InlineData("ghcr.io/a___b")]
    [InlineData("ghcr.io/a@sha256:12")]
    [InlineData("ghcr.io/a@md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("user:secret@ghcr.io/a")]
    [InlineData("ghcr.io:99999/a")]
    [InlineData("oci-layout:")]
    public void Reference_ThatIsNone_IsRefused(string text) =>
        Assert.Equal(ErrorCodes.Source.InvalidAddress, Assert.Throws<ComposeException>(() => OciReference.Parse(text)).Error.Code);

    [Theory]
    [InlineData("https://ghcr.io/a", "https://cdn.example.com/b", true)]
    [InlineData("https://ghcr.io/a", "http://ghcr.io/b", false)]
    [InlineData("https://ghcr.io/a", "https://127.0.0.1/b", false)]
    [InlineData("https://ghcr.io/a", "https://localhost/b", false)]
    [InlineData("https://ghcr.io/a", "https://10.1.2.3/b", false)]
    [InlineData("https://ghcr.io/a", "https://172.20.0.1/b", false)]
    [InlineData("https://ghcr.io/a", "https://169.254.169.254/latest/meta-data", false)]
    [InlineData("https://ghcr.io/a", "https://[::1]/b", false)]
    [InlineData("https://ghcr.io/a", "https://[::ffff:10.0.0.1]/b", false)]
    [InlineData("https://ghcr.io/a", "https://[fd00::1]/b", false)]
    [InlineData("https://ghcr.io/a", "https://user@example.com/b", false)]
    [InlineData("https://10.0.0.1/a", "https://10.0.0.2/b", true)]
    [InlineData("http://127.0.0.1:5000/a", "http://127.0.0.1:6000/b", true)]
    [InlineData("http://127.0.0.1:5000/a", "http://example.com/b", false)]
    public void Redirect_IsAllowed_AsThePolicySays(string from, string to, bool isAllowed)
    {
        Exception? refused = Record.Exception(() => TransferPolicy.Default.CheckLed(new Uri(to), new Uri(from)));
        Assert.Equal(isAllowed, refused is null);
        Assert.True(refused is null or ComposeException { Error.Code.Name: "Source.RedirectRefused" });
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000/", true)]
    [InlineData("http://localhost/", true)]
    [InlineData("http://[::1]:5000/", true)]
    [InlineData("http://registry.lan:5000/", true)]
    [InlineData("http://other.lan:5000/", false)]
    [InlineData("https://other.lan/", true)]
    public void PlainHttp_IsForLoopbackAndNamedHosts(string address, bool isAllowed)
    {
        var policy = new TransferPolicy { PlainHttp = new HashSet<string> { "registry.lan:5000" } };
        Assert.Equal(isAllowed, Record.Exception(() => policy.Check(new Uri(address))) is null);
    }
}
