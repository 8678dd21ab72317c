using Compose.Wit.Evolution;
using Compose.Wit.Loading;

namespace Compose.Wit.Tests;

/// <summary>What a change of a package asks of its version.</summary>
public sealed class EvolutionTests
{
    private const string Base = """
        package demo:app@1.2.0;
        interface store {
          record entry { key: string, value: list<u8> }
          variant failure { full, other(string) }
          flags rights { read, write }
          type name = string;
          resource bucket { constructor(name: string); get: func(key: string) -> option<entry>; }
          open: func(name: name) -> result<bucket, failure>;
        }
        interface handler { handle: func(x: u32); }
        world app { import store; export handler; import log: func(s: string); export run: func(); }
        """;

    [Theory]
    [InlineData("value: list<u8>", "value: string", "interface `store` → type `entry` → field `value`")]
    [InlineData("value: list<u8>", "value: list<u8>, ttl: u64", "interface `store` → type `entry` → field `ttl`")]
    [InlineData("key: string, value: list<u8>", "value: list<u8>, key: string", "interface `store` → type `entry`")]
    [InlineData("full, other(string)", "full, other", "interface `store` → type `failure` → case `other`")]
    [InlineData("read, write", "read, write, grow", "interface `store` → type `rights` → flag `grow`")]
    [InlineData("type name = string", "type name = u32", "interface `store` → type `name`")]
    [InlineData("type name = string;", "type name = string; type entry2 = entry;", null)]
    [InlineData("func(name: name)", "func(title: name)", "interface `store` → function `open` → parameter `name`")]
    [InlineData("func(name: name)", "func(name: name, mode: u8)", "interface `store` → function `open` → parameter `mode`")]
    [InlineData("func(name: name)", "async func(name: name)", "interface `store` → function `open`")]
    [InlineData("result<bucket, failure>", "result<bucket>", "interface `store` → function `open` → result")]
    [InlineData("get: func(key: string) -> option<entry>;", "", "interface `store` → method `bucket.get`")]
    [InlineData("constructor(name: string);", "constructor(name: string, size: u32);", "interface `store` → constructor of `bucket` → parameter `size`")]
    [InlineData("handle: func(x: u32);", "handle: func(x: u32); more: func();", "interface `handler` → function `more`")]
    [InlineData("import store;", "", "world `app` → import `store`")]
    [InlineData("import log: func(s: string);", "", "world `app` → import `log`")]
    [InlineData("export run: func();", "export run: func(); export stop: func();", "world `app` → export `stop`")]
    [InlineData("import log: func(s: string);", "import log: interface { x: func(); }", "world `app` → import `log`")]
    public void Change_ThatOldPartiesWouldMeet_IsMajor(string from, string to, string? path)
    {
        var evolution = WitEvolution.Check(Load(Base), Load(Base.Replace("@1.2.0", "@1.3.0", StringComparison.Ordinal).Replace(from, to, StringComparison.Ordinal)));
        if (path is null)
        {
            Assert.Equal(ChangeLevel.Minor, evolution.Required);
            Assert.True(evolution.IsCompatible);
            return;
        }

        Assert.Equal(ChangeLevel.Major, evolution.Required);
        Assert.False(evolution.IsCompatible);
        Assert.Equal("2.0.0", evolution.NextVersion!.ToString());
        WitChange change = Assert.Single(evolution.Changes, change => change.Level == ChangeLevel.Major && change.Path == path);
        Assert.True(change.Old is not null || change.New is not null);
    }

    [Theory]
    [InlineData("interface handler", "interface more {} interface handler")]
    [InlineData("open: func", "close: func(); open: func")]
    [InlineData("import store;", "import store; import extra: func();")]
    [InlineData("export run: func();", "")]
    [InlineData("world app", "world other {} world app")]
    public void Change_ThatOnlyAdds_IsMinor(string from, string to)
    {
        var evolution = WitEvolution.Check(Load(Base), Load(Base.Replace("@1.2.0", "@1.3.0", StringComparison.Ordinal).Replace(from, to, StringComparison.Ordinal)));
        Assert.Equal(ChangeLevel.Minor, evolution.Required);
        Assert.True(evolution.IsCompatible);
        Assert.Equal("1.3.0", evolution.NextVersion!.ToString());
        Assert.False(WitEvolution.Check(Load(Base), Load(Base.Replace("@1.2.0", "@1.2.1", StringComparison.Ordinal).Replace(from, to, StringComparison.Ordinal))).IsCompatible);
    }

    [Fact]
    public void Change_OfCommentsAlone_IsAPatch()
    {
        string commented = Base.Replace("open:", "/// Opens.\n  open:", StringComparison.Ordinal);
        Assert.Equal(ChangeLevel.Patch, WitEvolution.Check(Load(Base), Load(commented)).Required);
        Assert.False(WitEvolution.Check(Load(Base), Load(commented)).IsCompatible);
        Assert.True(WitEvolution.Check(Load(Base), Load(commented.Replace("@1.2.0", "@1.2.1", StringComparison.Ordinal))).IsCompatible);
        Assert.Equal(ChangeLevel.None, WitEvolution.Check(Load(Base), Load(Base)).Required);
    }

    [Theory]
    [InlineData("0.2.0", "0.2.1", ChangeLevel.Minor)]
    [InlineData("0.2.9", "0.3.0", ChangeLevel.Major)]
    [InlineData("0.0.1", "0.0.2", ChangeLevel.Major)]
    [InlineData("1.0.0", "1.0.1", ChangeLevel.Patch)]
    [InlineData("1.0.0", "1.1.0", ChangeLevel.Minor)]
    [InlineData("1.9.0", "2.0.0", ChangeLevel.Major)]
    [InlineData("1.0.0", "1.0.0", ChangeLevel.None)]
    [InlineData("1.0.0-rc.1", "1.0.0", ChangeLevel.Major)]
    public void Versions_OfTheTwo_DeclareALevel(string old, string @new, ChangeLevel declared)
    {
        Assert.Equal(declared, WitEvolution.Check(Load($"package a:b@{old};"), Load($"package a:b@{@new};")).Declared);
    }

    [Fact]
    public void Packages_ThatAreOtherOrOlder_AreRefused()
    {
        Assert.NotNull(WitEvolution.Check(Load("package a:b@1.0.0;"), Load("package a:c@1.0.0;")).Refusal);
        Assert.NotNull(WitEvolution.Check(Load("package a:b@1.0.0;"), Load("package a:b@0.9.0;")).Refusal);
        Assert.Null(WitEvolution.Check(Load("package a:b;"), Load("package a:b;")).Declared);
    }

    [Fact]
    public void Dependency_OnALaterVersionOfTheTrack_IsNoChange()
    {
        string text = """
            package a:b@0.1.0;
            interface i { use wasi:io/poll@0.2.3.{pollable}; wait: func(on: borrow<pollable>); }
            world w { import wasi:io/poll@0.2.3; export i; }
            package wasi:io@0.2.3 { interface poll { resource pollable; } }
            """;
        string later = text.Replace("0.2.3", "0.2.12", StringComparison.Ordinal);
        Assert.DoesNotContain(WitEvolution.Check(Load(text), Load(later)).Changes, change => change.Level > ChangeLevel.Patch);
        Assert.Equal(ChangeLevel.Major, WitEvolution.Check(Load(text), Load(text.Replace("0.2.3", "0.3.0", StringComparison.Ordinal))).Required);
    }

    private static ResolvedWit Load(string text) => WitLoader.LoadText("t.wit", text);
}
