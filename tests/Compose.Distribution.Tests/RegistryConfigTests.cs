using System.Text;
using Compose.Distribution.Oci;

namespace Compose.Distribution.Tests;

/// <summary>What a host says of registries.</summary>
public sealed class RegistryConfigTests
{
    [Fact]
    public void Config_WithMirrorsAndPlainHttp_IsRead()
    {
        RegistryConfig config = Read("registries: 1\nhosts:\n  ghcr.io: {mirrors: [m.example.com/ghcr, 'localhost:5000']}\n  registry.lan:5000: {plain-http: true}\n");
        Assert.Equal(["m.example.com/ghcr", "localhost:5000"], config.Mirrors["GHCR.io"]);
        Assert.Equal(["registry.lan:5000"], config.PlainHttp);
    }

    [Theory]
    [InlineData("hosts: {}")]
    [InlineData("registries: 2")]
    [InlineData("registries: 1\nhost: {}")]
    [InlineData("registries: 1\nhosts: {a: {mirors: [x]}}")]
    [InlineData("registries: 1\nhosts: {a: {mirrors: [https://x]}}")]
    [InlineData("registries: [")]
    public void Config_WithAFault_NamesItsPlace(string text)
    {
        ComposeException refused = Assert.Throws<ComposeException>(() => Read(text));
        Assert.All(refused.Errors, error => Assert.Equal(ErrorCodes.Source.InvalidConfig, error.Code));
        Assert.NotNull(refused.Error.Where?.Line);
    }

    [Fact]
    public void Config_Absent_IsNothing() => Assert.Null(RegistryConfig.ReadFile(Path.Combine(Path.GetTempPath(), "compose-no-such-file.yaml")));

    private static RegistryConfig Read(string text) => RegistryConfig.Read(Encoding.UTF8.GetBytes(text), "registries.yaml");
}
