using Compose.Testing;
using Compose.Wit.Canonical;
using Compose.Wit.Loading;
using Compose.Wit.Printing;

namespace Compose.Wit.Tests;

public sealed class PrinterTests
{
    public static TheoryData<string> Suite() => [.. WitSuite.Cases(failing: false)];

    [Theory]
    [MemberData(nameof(Suite))]
    public void Suite_PrintedAndReadAgain_IsTheSame(string name)
    {
        SharedData.Require(WitSuite.Folder);
        if (WitSuite.Exclusions.ReasonFor(name) is { } reason)
        {
            Assert.Skip(reason);
        }

        AssertSame(WitSuite.Load(name), WitSuite.Options);
    }

    [Theory]
    [MemberData(nameof(WasiWit.Versions), MemberType = typeof(WasiWit))]
    public void Wasi_PrintedAndReadAgain_IsTheSame(string version) => AssertSame(WasiWit.Load(version), WitOptions.Default);

    [Fact]
    public void Docs_OfAnyIndentation_ReadBack()
    {
        const string Text = """
            /// first
            package a:b;

            interface i {
              /**
                 indented in a block
               */
              a: func();
              ///	tab
              b: func();
              ///   x
              /// y
              ///
              ///     z
              c: func();
            }

            """;
        ResolvedWit wit = WitLoader.LoadText("i.wit", Text);
        ResolvedWit again = WitLoader.LoadText("again.wit", WitPrinter.PrintAll(wit));
        Assert.Equal(["\n     indented in a block", "\ttab", "  x\ny\n\n    z"], wit.Interfaces[0].Functions.Values.Select(f => f.Docs));
        Assert.Equal(wit.Interfaces[0].Functions.Values.Select(f => f.Docs), again.Interfaces[0].Functions.Values.Select(f => f.Docs));
    }

    [Fact]
    public void Keywords_AsNames_AreEscaped()
    {
        const string Text = "package a:%world;\ninterface %interface {\n  %type: func(%list: u8) -> u8;\n}\n";
        ResolvedWit wit = WitLoader.LoadText("k.wit", Text);
        string printed = WitPrinter.PrintAll(wit);
        Assert.Contains("package a:%world;", printed, StringComparison.Ordinal);
        Assert.Contains("interface %interface {", printed, StringComparison.Ordinal);
        Assert.Contains("%type: func(%list: u8) -> u8;", printed, StringComparison.Ordinal);
        AssertSame(wit, WitOptions.Default);
    }

    private static void AssertSame(ResolvedWit wit, WitOptions options)
    {
        string printed = WitPrinter.PrintAll(wit);
        ResolvedWit again = WitLoader.LoadText("printed.wit", printed, options);
        Assert.Equal(printed, WitPrinter.PrintAll(again));
        Assert.Equal(Ids(wit), Ids(again));
    }

    private static List<string> Ids(ResolvedWit wit)
    {
        var canonical = new WitCanonical(wit);
        return wit.Packages.Select((package, i) => $"{package.Name} {canonical.IdOf(new PackageId(i))}").Order(StringComparer.Ordinal).ToList();
    }
}
