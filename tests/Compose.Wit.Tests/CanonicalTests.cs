using Compose.Canonical;
using Compose.Wit.Canonical;
using Compose.Wit.Loading;

namespace Compose.Wit.Tests;

public sealed class CanonicalTests
{
    private const string Base = """
        package test:shapes@1.0.0;

        interface types {
          /// A size.
          type size = u64;
          record point { x: s32, y: s32 }
          variant shape { dot(point), line(tuple<point, point>), none }
          resource canvas {
            constructor(name: string);
            draw: func(what: shape) -> result<size, string>;
            open: static async func(name: string) -> option<canvas>;
          }
        }

        interface paint {
          use types.{canvas, point};
          fill: func(on: borrow<canvas>, at: point);
        }

        world studio {
          export paint;
          export run: func() -> bool;
        }
        """;

    [Fact]
    public void Form_OfAKnownInterface_IsAsDocumented()
    {
        ResolvedWit wit = WitLoader.LoadText("a.wit", "package a:b;\ninterface i {\n  f: func(x: u8) -> u32;\n}\n");
        byte[] form = new WitCanonical(wit).FormOf(new InterfaceId(0));

        // [1, "a:b/i", {}, {"f": {0: [["x", 1]], 1: 3}}]
        Assert.Equal("840165613a622f69a0a16166a20081826178010103", Convert.ToHexStringLower(form));
        Assert.Equal(Digest.Of([.. "witcanon:1"u8, .. form]), new WitCanonical(wit).IdOf(new InterfaceId(0)));
    }

    [Theory]
    [InlineData("comments go", "/// A size.", "// Another comment\n/* and one */")]
    [InlineData("gates go", "record point", "@since(version = 1.0.0) record point")]
    [InlineData("an alias is what it names", "result<size, string>", "result<u64, string>")]
    [InlineData("own is implied", "option<canvas>", "option<own<canvas>>")]
    [InlineData("implied imports may be written", "export paint;", "import types; export paint;")]
    public void Ids_OfTheSameMeaning_AreEqual(string why, string from, string to) =>
        Assert.True(PackageIdOf(Base) == PackageIdOf(Replace(from, to)), why);

    [Theory]
    [InlineData("x: s32, y: s32", "y: s32, x: s32")]
    [InlineData("x: s32, y: s32", "x: s32, y: s64")]
    [InlineData("record point { x", "record point { xx")]
    [InlineData("none }", "other }")]
    [InlineData("type size = u64", "type length = u64; type size = u64")]
    [InlineData("what: shape", "shape: shape")]
    [InlineData("draw: func", "draw: async func")]
    [InlineData("open: static async func", "open: static func")]
    [InlineData("option<canvas>", "list<canvas>")]
    [InlineData("on: borrow<canvas>", "on: canvas")]
    [InlineData("export paint;", "import paint;")]
    [InlineData("export run", "@external-id(\"r\") export run")]
    [InlineData("test:shapes@1.0.0", "test:shapes@1.0.1")]
    public void Ids_OfAnotherMeaning_Differ(string from, string to) => Assert.NotEqual(PackageIdOf(Base), PackageIdOf(Replace(from, to)));

    [Fact]
    public void Ids_OfItemsInAnotherOrderAndOtherFiles_AreEqual()
    {
        string[] items = Base.Replace("package test:shapes@1.0.0;", string.Empty, StringComparison.Ordinal)
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(3, items.Length);
        Digest expected = PackageIdOf(Base);
        Assert.Equal(expected, PackageIdOf("package test:shapes@1.0.0;\n" + string.Join('\n', items.Reverse())));

        List<WitFile> files = items.Select((item, i) => File($"{9 - i}.wit", item)).ToList();
        files.Add(File("0.wit", "package test:shapes@1.0.0;"));
        ResolvedWit wit = WitLoader.Load(new WitSources(files, []));
        Assert.Equal(expected, new WitCanonical(wit).IdOf(wit.Main));

        static WitFile File(string name, string text) => new(name, System.Text.Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public void Ids_OfAnInterface_DoNotDependOnItsNeighbours()
    {
        ResolvedWit whole = WitLoader.LoadText("a.wit", Base);
        ResolvedWit other = WitLoader.LoadText("b.wit", "package test:shapes@1.0.0;\n" + Base[Base.IndexOf("interface types", StringComparison.Ordinal)..Base.IndexOf("interface paint", StringComparison.Ordinal)]);
        Assert.Equal(IdOf(whole, "types"), IdOf(other, "types"));

        static Digest IdOf(ResolvedWit wit, string name)
        {
            Assert.True(wit.TryFindInterface(name, out InterfaceId? id));
            return new WitCanonical(wit).IdOf(id.Value);
        }
    }

    [Fact]
    public void ExternalIds_AreNormalized()
    {
        string composed = Replace("export run", "@external-id(\"\\u{e9}\") export run");
        string decomposed = Replace("export run", "@external-id(\"e\\u{301}\") export run");
        Assert.Equal(PackageIdOf(composed), PackageIdOf(decomposed));
    }

    [Fact]
    public void Resources_OfTwoInlineInterfaces_Differ()
    {
        const string Text = """
            package a:b;
            world w {
              import one: interface { resource r; f: func(x: r); }
              import two: interface { resource r; f: func(x: r); }
            }
            """;
        ResolvedWit wit = WitLoader.LoadText("w.wit", Text);
        var canonical = new WitCanonical(wit);
        Assert.NotEqual(canonical.IdOf(new InterfaceId(0)), canonical.IdOf(new InterfaceId(1)));
        CborReader.ReadCanonical(canonical.FormOf(new WorldId(0)), ErrorCodes.Canon.NotCanonical);
    }

    private static string Replace(string from, string to)
    {
        string changed = Base.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Base, changed);
        return changed;
    }

    private static Digest PackageIdOf(string text)
    {
        ResolvedWit wit = WitLoader.LoadText("a.wit", text);
        return new WitCanonical(wit).IdOf(wit.Main);
    }
}
