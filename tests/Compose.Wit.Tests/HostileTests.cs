using System.Diagnostics;
using System.Text;
using Compose.Testing;
using Compose.Wit.Canonical;
using Compose.Wit.Loading;
using Compose.Wit.Printing;

namespace Compose.Wit.Tests;

/// <summary>Whatever the text, reading ends soon, with a result or with errors that say where.</summary>
public sealed class HostileTests
{
    private static readonly string[] s_pieces =
    [
        "{", "}", "(", ")", "<", ">", ";", ":", ",", ".", "@", "/", "->", "//", "/*", "*/", "\"", "%", "-", "_", "0", "\0", "\u202e", "é",
        "package a:b;", "interface", "world", "use", "include", "with", "resource", "constructor", "func", "async", "static", "list<",
        "map<", "result<_", "future", "stream<", "borrow<", "own<", "import", "export", "@since(version = 1.0.0)", "@unstable(feature = x)",
        "type x = x;", "/// doc\n",
    ];

    public static TheoryData<string> Texts() => ["http.wit", "io.wit", "cli.wit"];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Truncated_AtAnyPlace_EndsInAResultOrAnError(string file)
    {
        string text = File.ReadAllText(SharedData.Require("suites/wasi-wit/0.2.12/" + file));
        int step = Math.Max(1, text.Length / 1500);
        for (int length = 0; length < text.Length; length += step)
        {
            Try(text[..length]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Mutated_BySeed_EndsInAResultOrAnError(int seed)
    {
        var random = new Random(seed);
        string[] sources = Directory.GetFiles(SharedData.Require(WitSuite.Folder), "*.wit").Order(StringComparer.Ordinal).Select(File.ReadAllText).ToArray();
        for (int round = 0; round < 1500; round++)
        {
            var text = new StringBuilder(sources[random.Next(sources.Length)]);
            for (int edits = random.Next(1, 6); edits > 0; edits--)
            {
                int at = random.Next(text.Length);
                int length = Math.Min(random.Next(12), text.Length - at);
                switch (random.Next(4))
                {
                    case 0:
                        text.Remove(at, length);
                        break;
                    case 1:
                        text.Insert(at, s_pieces[random.Next(s_pieces.Length)]);
                        break;
                    case 2:
                        text.Insert(at, text.ToString(random.Next(text.Length - length + 1), length));
                        break;
                    default:
                        text[at] = (char)random.Next(0x20, 0x7f);
                        break;
                }
            }

            Try(text.ToString());
        }
    }

    [Theory]
    [InlineData("list<", "u8", ">")]
    [InlineData("option<tuple<u8, ", "u8", ">>")]
    [InlineData("result<_, ", "u8", ">")]
    [InlineData("map<u8, ", "u8", ">")]
    public void Types_NestedDeep_AreRefused(string open, string middle, string close)
    {
        string type = string.Concat(Enumerable.Repeat(open, 100_000)) + middle + string.Concat(Enumerable.Repeat(close, 100_000));
        AssertFails($"package a:b; interface i {{ type t = {type}; }}", ErrorCodes.Wit.LimitExceeded);
    }

    [Fact]
    public void Packages_NestedDeep_AreRefused()
    {
        // The braces that are missing are errors, too.
        string text = "package a:b;" + string.Concat(Enumerable.Repeat("package c:d {", 100_000));
        var error = Assert.Throws<ComposeException>(() => WitLoader.LoadText("a.wit", text));
        Assert.Contains(error.Errors, one => one.Code == ErrorCodes.Wit.LimitExceeded);
    }

    [Fact]
    public void Comments_NestedDeep_AreRead() =>
        WitLoader.LoadText("a.wit", string.Concat(Enumerable.Repeat("/*", 100_000)) + string.Concat(Enumerable.Repeat("*/", 100_000)) + "package a:b;");

    [Fact]
    public void Chains_OfInterfaces_AreFollowedToAnyLength()
    {
        const int Count = 20_000;
        var text = new StringBuilder("package a:b;\ninterface i0 { type t = u8; }\n");
        for (int i = 1; i < Count; i++)
        {
            text.Append($"interface i{i} {{ use i{i - 1}.{{t}}; }}\n");
        }

        text.Append($"world w {{ export i{Count - 1}; import i{Count - 1}; }}");
        ResolvedWit wit = WitLoader.LoadText("chain.wit", text.ToString());
        Assert.Equal(Count, wit.Worlds[0].Imports.Count);
        Assert.NotEmpty(WitPrinter.PrintAll(wit));
        new WitCanonical(wit).IdOf(wit.Main);
    }

    [Fact]
    public void Chains_OfTypes_AreFollowedToAnyLength()
    {
        const int Count = 100_000;
        var text = new StringBuilder("package a:b;\ninterface i { resource t0;\n");
        for (int i = 1; i < Count; i++)
        {
            text.Append($"type t{i} = t{i - 1};\n");
        }

        text.Append($"f: func(x: borrow<t{Count - 1}>) -> t{Count - 1}; }} world w {{ import i; }}");
        ResolvedWit wit = WitLoader.LoadText("chain.wit", text.ToString());
        Assert.Equal(new TypeId(0), wit.ResourceOf(new TypeId(Count - 1)));
        new WitCanonical(wit).IdOf(wit.Main);
    }

    [Fact]
    public void Chains_OfPackages_AreFollowedToAnyLength()
    {
        var text = new StringBuilder("package a:main;\n");
        for (int i = 0; i < 5_000; i++)
        {
            text.Append($"package a:p{i} {{ interface i {{ {(i > 0 ? $"use a:p{i - 1}/i.{{t}};" : "type t = u8;")} }} }}\n");
        }

        Assert.Equal(5_001, WitLoader.LoadText("chain.wit", text.ToString()).Packages.Count);
    }

    [Fact]
    public void Worlds_ThatMultiplyIncludes_AreRefused()
    {
        var text = new StringBuilder("package a:b;\nworld w0 {\n");
        for (int i = 0; i < 2_000; i++)
        {
            text.Append($"import g{i}: func();\n");
        }

        text.Append("}\n");
        for (int i = 1; i < 2_000; i++)
        {
            text.Append($"world w{i} {{ include w0; }}\n");
        }

        AssertFails(text.ToString(), ErrorCodes.Wit.LimitExceeded);
    }

    [Fact]
    public void Errors_WithoutEnd_StopAtTheLimit()
    {
        var error = Assert.Throws<ComposeException>(() => WitLoader.LoadText("a.wit", "package a:b;\n" + string.Concat(Enumerable.Repeat("interface ; ", 200_000))));
        Assert.Equal(WitLimits.Default.Errors, error.Errors.Count);
    }

    [Fact]
    public void Files_OfTenMegabytes_AreReadInLinearTime()
    {
        TimeSpan small = Time(500);
        TimeSpan large = Time(4_000);
        Assert.True(large < (small * 8 * 4) + TimeSpan.FromSeconds(20), $"{small} for one part, {large} for eight");

        static TimeSpan Time(int interfaces)
        {
            var text = new StringBuilder("package a:b;\n");
            for (int i = 0; i < interfaces; i++)
            {
                text.Append($"/// Interface {i}.\ninterface i{i} {{\n");
                for (int j = 0; j < 12; j++)
                {
                    text.Append($"  record r{j} {{ a: list<u{8 << (j % 4)}>, b: option<string>, c: tuple<s32, f64> }}\n  f{j}: func(x: r{j}) -> result<list<r{j}>, string>;\n");
                }

                text.Append("}\n");
            }

            string all = text.ToString();
            long start = Stopwatch.GetTimestamp();
            WitLoader.LoadText("big.wit", all);
            return Stopwatch.GetElapsedTime(start);
        }
    }

    [Fact]
    public void Bytes_ThatAreNotUtf8_AreRefused()
    {
        var error = Assert.Throws<ComposeException>(() => WitLoader.Load(new WitSources([new WitFile("a.wit", new byte[] { 0x70, 0xff, 0xfe })], [])));
        Assert.Equal(ErrorCodes.Wit.Syntax, error.Error.Code);
    }

    private static void AssertFails(string text, ErrorCode code)
    {
        var error = Assert.Throws<ComposeException>(() => WitLoader.LoadText("a.wit", text));
        Assert.Equal(code, error.Error.Code);
    }

    /// <summary>What can be read can be printed, and read again.</summary>
    private static void Try(string text)
    {
        ResolvedWit wit;
        try
        {
            wit = WitLoader.LoadText("mutant.wit", text, WitSuite.Options);
        }
        catch (ComposeException error)
        {
            Assert.All(error.Errors, one => Assert.Equal("Wit", one.Code.Domain));
            return;
        }

        string printed = WitPrinter.PrintAll(wit);
        Assert.Equal(printed, WitPrinter.PrintAll(WitLoader.LoadText("again.wit", printed, WitSuite.Options)));
    }
}
