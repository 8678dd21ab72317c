namespace Compose.Wasm.Components.Tests;

/// <summary>Names of imports and exports, interfaces and versions.</summary>
public sealed class NameTests
{
    [Theory]
    [InlineData("a", ExternNameKind.Label)]
    [InlineData("outer-1a", ExternNameKind.Label)]
    [InlineData("OUTER-env", ExternNameKind.Label)]
    [InlineData("[constructor]blob", ExternNameKind.Constructor)]
    [InlineData("[method]blob.read-all", ExternNameKind.Method)]
    [InlineData("[static]blob.merge", ExternNameKind.Static)]
    [InlineData("wasi:http/types", ExternNameKind.Interface)]
    [InlineData("wasi:http/types@0.2.12", ExternNameKind.Interface)]
    [InlineData("compose:n-app-xs-db/wasi-xc-cli-xs-environment@0.2.12", ExternNameKind.Interface)]
    public void ExternName_Valid_IsReadByForm(string text, ExternNameKind kind) => Assert.Equal(kind, ExternName.Parse(text).Kind);

    [Theory]
    [InlineData("")]
    [InlineData("a-")]
    [InlineData("outer--env")]
    [InlineData("outer_env")]
    [InlineData("outer.env")]
    [InlineData("1outer")]
    [InlineData("Outer-env")]
    [InlineData("app/db")]
    [InlineData("compose:app/db/cache")]
    [InlineData("compose:app:db/env")]
    [InlineData("Compose:x/y")]
    [InlineData("wasi:http")]
    [InlineData("wasi:http/types@1")]
    [InlineData("wasi:http/types@1.0.0@2.0.0")]
    [InlineData("[method]blob")]
    [InlineData("[method]a.b.c")]
    [InlineData("[constructor]")]
    [InlineData("[implements=<a:b/c>]d")]
    [InlineData("[async]a")]
    [InlineData("url=<https://example.com>")]
    public void ExternName_Invalid_IsRefused(string text)
    {
        Assert.False(ExternName.TryParse(text, ComponentFeatures.Default, out _, out string? error));
        Assert.NotEmpty(error!);
    }

    [Theory]
    [InlineData("foo", "FOO", true)]
    [InlineData("foo", "[constructor]foo", false)]
    [InlineData("[constructor]foo", "[constructor]FOO", true)]
    [InlineData("[method]foo.bar", "[static]foo.BAR", true)]
    [InlineData("[method]foo.foo", "foo", true)]
    [InlineData("[static]foo-BAR.FOO-bar", "foo-bar", true)]
    [InlineData("foo:bar/baz", "foo:bar/BAZ", true)]
    [InlineData("foo:bar/baz@1.0.0", "foo:bar/baz@2.0.0", false)]
    [InlineData("foo-bar", "foobar", true)]
    [InlineData("ab:c/d", "a-b:c/d", true)]
    [InlineData("a-1-2", "a-12", true)]
    public void UniqueKey_OfTwoNames_TellsWhetherTheyCollide(string left, string right, bool collide)
    {
        string a = ExternName.Parse(left).UniqueKey(ComponentFeatures.Default);
        string b = ExternName.Parse(right).UniqueKey(ComponentFeatures.Default);
        Assert.Equal(collide, a == b);
    }

    [Fact]
    public void UniqueKey_WithoutHyphenRule_KeepsHyphens() =>
        Assert.NotEqual(
            ExternName.Parse("a1").UniqueKey(ComponentFeatures.Async), ExternName.Parse("a-1").UniqueKey(ComponentFeatures.Async));

    [Theory]
    [InlineData("1.2.3", "1")]
    [InlineData("0.2.5", "0.2")]
    [InlineData("0.0.1", "0.0.1")]
    [InlineData("0.2.12", "0.2")]
    [InlineData("0.2.6-rc.1", "0.2.6-rc.1")]
    public void Track_OfAVersion_IsItsCompatiblePart(string text, string track)
    {
        Assert.True(SemanticVersion.TryParse(text, out SemanticVersion? version));
        Assert.Equal(track, version.Track);
        Assert.Equal(text, version.ToString());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("01.2.3")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3+")]
    [InlineData("1.2.3-a..b")]
    [InlineData("1.2.x")]
    [InlineData("99999999999999999999.0.0")]
    public void Version_Invalid_IsRefused(string text) => Assert.False(SemanticVersion.TryParse(text, out _));

    [Fact]
    public void Version_Order_FollowsSemver()
    {
        string[] ascending = ["0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "2.0.0"];
        for (int i = 1; i < ascending.Length; i++)
        {
            Assert.True(SemanticVersion.TryParse(ascending[i - 1], out SemanticVersion? lower));
            Assert.True(SemanticVersion.TryParse(ascending[i], out SemanticVersion? higher));
            Assert.True(lower < higher, $"{lower} < {higher}");
        }
    }

    [Theory]
    [InlineData("wasi:io/streams@0.2.0", "wasi:io/streams@0.2.12", true)]
    [InlineData("wasi:io/streams@0.2.0", "wasi:io/streams@0.3.0", false)]
    [InlineData("wasi:io/streams@0.2.0", "wasi:io/poll@0.2.0", false)]
    [InlineData("a:b/c", "a:b/c", true)]
    [InlineData("a:b/c", "a:b/c@1.0.0", false)]
    public void InterfaceName_Compatibility_IsByTrack(string left, string right, bool compatible)
    {
        Assert.True(InterfaceName.TryParse(left, out InterfaceName? a));
        Assert.True(InterfaceName.TryParse(right, out InterfaceName? b));
        Assert.Equal(compatible, a.IsCompatibleWith(b));
    }

    [Fact]
    public void InterfaceName_Parts_AreSplit()
    {
        Assert.True(InterfaceName.TryParse("wasi:http/outgoing-handler@0.2.12", out InterfaceName? name));
        Assert.Equal(("wasi:http", "outgoing-handler", "0.2"), (name.Package, name.Name, name.Track));
        Assert.Equal("wasi:http/outgoing-handler@0.2", name.TrackKey);
    }
}
