using System.Text;
using Compose.Wit.Loading;
using Compose.Wit.Syntax;

namespace Compose.Wit.Tests;

public sealed class ErrorTests
{
    [Fact]
    public void Errors_OfABrokenFile_AreAllFound()
    {
        const string Text = """
            package a:b;

            interface one {
              f: func(x: u8;
              g: func() -> nope;
              record r { a: u8 b: u8 }
              h: func(x: r);
            }

            world w {
              import missing;
              export e: func() -> u8
            }

            interface two { use one.{r, s}; }
            """;
        var error = Assert.Throws<ComposeException>(() => WitLoader.LoadText("broken.wit", Text));
        string[] places = error.Errors.Select(one => $"{one.Where!.Line}:{one.Where.Column} {one.Code.Name}").ToArray();
        Assert.Equal(["4:16 Wit.Syntax", "6:20 Wit.Syntax", "13:1 Wit.Syntax"], places.Take(3));
    }

    [Fact]
    public void Errors_OfABrokenFile_LeaveATree()
    {
        var diagnostics = new WitDiagnostics(new SourceMap(), 100);
        UnresolvedGroup group = WitText.Parse(
            [new SourceFile("a.wit", "package a:b;\ninterface i { f: func(; g: func(); type t = ; }\nworld w { import i; }")], diagnostics, WitLimits.Default);
        Assert.Equal(2, diagnostics.Errors.Count);
        var found = Assert.IsType<InterfaceSyntax>(group.Main!.Files[0].Items[0]);
        Assert.Equal("g", Assert.IsType<FunctionSyntax>(Assert.Single(found.Items)).Name.Name);
        Assert.IsType<WorldSyntax>(group.Main.Files[0].Items[1]);
    }

    [Fact]
    public void Errors_Rendered_ShowTheLineAndACaret()
    {
        const string Text = "package a:b;\n\ninterface i {\n  f: func(x: float32);\n}\n";
        var error = Assert.Throws<ComposeException>(() => WitLoader.LoadText("i.wit", Text));
        string shown = new ErrorRenderer(_ => Text, color: false).Render(error.Errors);
        Assert.Equal(
            """
            error[Wit.NotDefined]: no type is named `float32` here
             --> i.wit:4:14
              |
            4 |   f: func(x: float32);
              |              ^
               = help: the type is called `f32`

            """.ReplaceLineEndings("\n"),
            shown);
    }

    [Theory]
    [InlineData("import a: b;", null)]
    [InlineData("import a:b;", "names a package")]
    [InlineData("import a: nope;", "no interface or world named `nope`")]
    [InlineData("import b; import b;", "imports this interface twice")]
    [InlineData("import a: func(); import A: func();", "the import `A` of the world `w` differs from the import `a`")]
    [InlineData("import f: func(x: u8, X: u8);", "two parameters named `X`")]
    [InlineData("export b; export c;", null)]
    [InlineData("use b.{t}; import t: func();", "imports the name `t` twice")]
    [InlineData("type m = map<f32, u8>;", "keys of a map")]
    [InlineData("type l = list<u8, 0>;", "at least one element")]
    [InlineData("@external-id(\"\\u{d800}\") import f: func();", "escape")]
    [InlineData("@nonsense import f: func();", "is not an attribute")]
    [InlineData("@since(version = 1.0) import f: func();", "expected `.`")]
    [InlineData("resource r { constructor() -> u8; }", "a constructor with a result")]
    [InlineData("resource r { constructor() -> result<r, string>; }", null)]
    [InlineData("import f: func() -> borrow<r>; resource r;", "returns a borrowed handle")]
    [InlineData("include v with { nope as other }", "no interface or world named `v`")]
    [InlineData("include u with { nope as other }", "no import or export with the plain name `nope`")]
    [InlineData("include u; import x: func();", "brings the import `x`")]
    [InlineData("include u with { x as y } import x: func();", null)]
    public void Worlds_AreJudged(string items, string? message)
    {
        string text = $"package a:b@1.0.0;\ninterface b {{ type t = u8; }}\ninterface c {{ use b.{{t}}; }}\nworld u {{ import x: func(); }}\nworld w {{ {items} }}\n";
        if (message is null)
        {
            WitLoader.LoadText("w.wit", text);
            return;
        }

        var error = Assert.Throws<ComposeException>(() => WitLoader.LoadText("w.wit", text));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_OfNestedNamespacesAndPackages_AreRead()
    {
        const string Text = """
            package a:b:c/d@1.0.0;
            interface i { use e:f:g/h/types.{t}; }
            world w { import e:f:g/h/types; import label: e:f/types; }
            package e:f:g/h { interface types { type t = u8; } }
            package e:f { interface types { } }
            """;
        ResolvedWit wit = WitLoader.LoadText("n.wit", Text);
        Assert.Equal("a:b:c/d/i@1.0.0", wit.NameOf(wit[wit.Main].Interfaces["i"]));
        Assert.Equal(["e:f:g/h/types", "label"], wit.Worlds[0].Imports.Keys.Select(wit.NameOf));
    }

    [Fact]
    public void Dependencies_AreThePackagesThatOneNames()
    {
        ResolvedWit wit = WasiWit.Load("0.2.12");
        Assert.Equal(["wasi:clocks@0.2.12", "wasi:io@0.2.12"], Of("wasi:filesystem"));
        Assert.Equal(["wasi:io@0.2.12"], Of("wasi:clocks"));
        Assert.Empty(Of("wasi:io"));

        IEnumerable<string> Of(string name)
        {
            Assert.True(wit.TryGetPackage(wit.Packages.Single(p => p.Name.ToString().StartsWith(name, StringComparison.Ordinal)).Name, out PackageId id));
            return wit.DependenciesOf(id).Select(dependency => wit[dependency].Name.ToString());
        }
    }

    [Fact]
    public void Features_DecideWhatIsThere()
    {
        const string Text = """
            package a:b@1.2.0;
            interface i {
              @unstable(feature = fancy)
              f: func();
              @since(version = 1.1.0) @deprecated(version = 1.2.0)
              g: func();
            }
            """;
        Assert.Equal(["g"], WitLoader.LoadText("f.wit", Text).Interfaces[0].Functions.Keys);
        var fancy = new WitOptions { Features = new HashSet<string> { "fancy" } };
        Assert.Equal(["f", "g"], WitLoader.LoadText("f.wit", Text, fancy).Interfaces[0].Functions.Keys);
        Assert.Equal(["f", "g"], WitLoader.LoadText("f.wit", Text, new WitOptions { AllFeatures = true }).Interfaces[0].Functions.Keys);
    }

    [Fact]
    public void ExternalIds_AreKept()
    {
        const string Text = """
            package a:b;
            interface i {
              @external-id("DB.Bar \u{2603}\41")
              resource bar { @external-id("baz/1") baz: func(); }
            }
            world w { @external-id("//One") import one: i; }
            """;
        ResolvedWit wit = WitLoader.LoadText("x.wit", Text);
        Assert.Equal("DB.Bar ☃A", wit[wit.Interfaces[0].Types["bar"]].ExternalId);
        Assert.Equal("baz/1", wit.Interfaces[0].Functions["[method]bar.baz"].ExternalId);
        Assert.Equal("//One", ((WorldItem.Interface)wit.Worlds[0].Imports.GetAt(0).Value).ExternalId);
    }

    [Fact]
    public void Markdown_StandsForItsFencedBlocks()
    {
        const string Text = "# Title\n\n```wit\npackage a:b;\n```\ntext\n```rust\nfn x() {}\n```\n~~~wit\ninterface i { f: func(x: nope); }\n~~~\n";
        var error = Assert.Throws<ComposeException>(() => WitLoader.Load(new WitSources([new WitFile("a.wit.md", Encoding.UTF8.GetBytes(Text))], [])));
        Assert.Equal("a.wit.md:11:26", error.Error.Where!.ToString());
    }

    [Fact]
    public void Folders_ThatAreAbsentOrEmpty_AreSaid()
    {
        Assert.Equal(ErrorCodes.Wit.SourceNotFound, Assert.Throws<ComposeException>(() => WitLoader.Load("no/such/folder")).Error.Code);
        string empty = Directory.CreateTempSubdirectory("wit").FullName;
        try
        {
            Assert.Equal(ErrorCodes.Wit.SourceNotFound, Assert.Throws<ComposeException>(() => WitLoader.Load(empty)).Error.Code);
        }
        finally
        {
            Directory.Delete(empty);
        }
    }
}
