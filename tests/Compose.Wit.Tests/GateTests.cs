using Compose.Wit.Loading;

namespace Compose.Wit.Tests;

/// <summary>Versions of gates against each other, and packages that are found twice.</summary>
public sealed class GateTests
{
    [Theory]
    [InlineData("@since(version = 1.1.0) interface i { @since(version = 1.0.0) f: func(); }", "the function `f` is there since version 1.0.0, and the interface that holds it only since 1.1.0")]
    [InlineData("@since(version = 1.1.0) interface i { @since(version = 1.0.0) type t = u8; }", "the type `t` is there since version 1.0.0")]
    [InlineData("@since(version = 1.1.0) world w { @since(version = 1.0.0) import f: func(); }", "and the world that holds it only since 1.1.0")]
    [InlineData("@since(version = 1.0.0) interface i { @since(version = 1.1.0) record r { a: u8 } @since(version = 1.2.0) f: func(a: r); g: func(a: r); }", null)]
    [InlineData("@since(version = 1.0.0) interface i { @unstable(feature = x) f: func(); }", null)]
    public void Since_OfWhatIsInside_IsNotEarlier(string items, string? complaint)
    {
        string text = "package a:b@1.2.0;\n" + items;
        if (complaint is null)
        {
            WitLoader.LoadText("t.wit", text);
            return;
        }

        ComposeError error = Assert.Single(Assert.Throws<ComposeException>(() => WitLoader.LoadText("t.wit", text)).Errors);
        Assert.Equal(ErrorCodes.Wit.Invalid, error.Code);
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Where!.Line);
    }

    [Theory]
    [InlineData("package c:d@1.0.0 { interface i { type t = u8; } }", true)]
    [InlineData("package c:d@1.0.0 {\n  interface i {\n    type t = u8;\n  }\n}", true)]
    [InlineData("package c:d@1.0.0 { interface i { type t = u16; } }", false)]
    public void Package_ThatTwoDependenciesBring_MayBeThereTwiceIfItIsTheSame(string again, bool accepted)
    {
        var sources = new WitSources(
            [File("main.wit", "package a:b; interface i { use c:d/i@1.0.0.{t}; use e:f/i.{t as u}; f: func(a: t, b: u); }")],
            [
                [File("deps/c.wit", "package c:d@1.0.0;\n\ninterface i { type t = u8; }\n")],
                [File("deps/e.wit", "package e:f;\ninterface i { use c:d/i@1.0.0.{t}; }\n" + again)],
            ]);
        if (accepted)
        {
            Assert.Equal(3, WitLoader.Load(sources).Packages.Count);
        }
        else
        {
            Assert.Equal(ErrorCodes.Wit.Duplicate, Assert.Throws<ComposeException>(() => WitLoader.Load(sources)).Error.Code);
        }
    }

    private static WitFile File(string name, string text) => new(name, System.Text.Encoding.UTF8.GetBytes(text));
}
