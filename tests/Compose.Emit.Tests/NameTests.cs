using System.Text;
using Compose.Wasm.Components;

namespace Compose.Emit.Tests;

public sealed class NameTests
{
    private static readonly string[] s_interfaces =
        ["wasi:cli/environment@0.2.12", "wasi:cli/environment@0.3.2", "demo:x-y/z", "wasi:clocks/a@1.0.0-rc.1+b"];

    [Theory]
    [InlineData("app/db/cache", "wasi:filesystem/preopens@0.2.12", "compose:n-app-xs-db-xs-cache/wasi-xc-filesystem-xs-preopens@0.2.12")]
    [InlineData("outer", "wasi:cli/environment@0.2.12", "compose:n-outer/wasi-xc-cli-xs-environment@0.2.12")]
    [InlineData("2nd", "a:b/c", "compose:n2nd/a-xc-b-xs-c")]
    [InlineData("a-b", "a:b/c", "compose:n-a-xh-b/a-xc-b-xs-c")]
    [InlineData("fox", "a:b/c", "compose:n-foxx/a-xc-b-xs-c")]
    public void Name_OfNode_IsAsSpecified(string path, string import, string expected)
    {
        Assert.Equal(expected, AuthorityName.ForNode(new InstancePath(path), import).ToString());
    }

    [Fact]
    public void Name_OfGroup_IsAsSpecified()
    {
        Assert.Equal("compose:g-app/authority", AuthorityName.ForGroup(new InstancePath("app"), "authority").ToString());
    }

    [Fact]
    public void Names_OfFourThousandRandomPaths_AreReversibleAndDifferWithoutCaseAndHyphens()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, import) in RandomPairs(4000))
        {
            var name = AuthorityName.ForNode(new InstancePath(path), import);
            string text = name.ToString();
            Assert.True(AuthorityName.TryParse(text, out var back), text);
            Assert.Equal(name, back);
            Assert.Equal(path, back.Path.Text);

            // What validators do to names, and what tools may do.
            int at = text.IndexOf('@', StringComparison.Ordinal);
            string folded = at < 0 ? Fold(text) : Fold(text[..at]) + text[at..];
            Assert.True(seen.Add(folded), text);
            Assert.True(AuthorityName.TryParse(folded, out back), folded);
            Assert.Equal(path, back.Path.Text);
        }
    }

    [Fact]
    public void Names_OfRandomPaths_AreValidImportNames()
    {
        var writer = new ComponentBuilder();
        var type = writer.Define(new InstanceTypeBuilder());
        foreach (var (path, import) in RandomPairs(3000))
        {
            writer.ImportInstance(AuthorityName.ForNode(new InstancePath(path), import).ToString(), type);
        }

        Tool.AssertValid(writer.ToArray());
    }

    [Theory]
    [InlineData("wasi:cli/environment@0.2.12")]
    [InlineData("compose:other/thing")]
    [InlineData("compose:n-a")]
    [InlineData("compose:n-a-xq/b")]
    [InlineData("compose:n-a-xw/b")]
    [InlineData("compose:n-xwffffffxe/b")]
    [InlineData("")]
    public void Parse_OfForeignName_IsRefused(string name)
    {
        Assert.False(AuthorityName.TryParse(name, out _));
    }

    private static string Fold(string text) => text.Replace("-", string.Empty, StringComparison.Ordinal).ToLowerInvariant();

    private static List<(string Path, string Import)> RandomPairs(int count)
    {
        var random = new Random(1);
        string[] alphabet = ["a", "b", "x", "X", "w", "s", "e", "h", "z", "-", "/", "_", ".", "0", "1", "9", "é", "漢", "🦀"];
        var paths = new HashSet<string>(StringComparer.Ordinal) { "app/db/cache", "a-b", "ab", "a/b", "x", "xx", "x/x", "xs", "proxy/2nd-hop", "A", "a" };
        while (paths.Count < count)
        {
            var path = new StringBuilder();
            int length = random.Next(1, 10);
            for (int i = 0; i < length; i++)
            {
                path.Append(alphabet[random.Next(alphabet.Length)]);
            }

            paths.Add(path.ToString());
        }

        return [.. paths.Order(StringComparer.Ordinal).Select(p => (p, s_interfaces[p.Length % s_interfaces.Length]))];
    }
}
