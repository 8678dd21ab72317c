using Compose.Wasm.Core;
using Compose.Wasm.Listing;
using Compose.Wasm.Metadata;

namespace Compose.Wasm.Components.Tests;

/// <summary>What a binary says of itself, written and read again; nothing else changes.</summary>
public sealed class MetadataTests
{
    private static readonly MetadataChanges s_changes = new()
    {
        Name = "shop",
        Producers = [new("language", "Zig", "0.15"), new("processed-by", "tool", "2")],
        Annotations = new Dictionary<string, string> { ["source"] = "https://example.org/shop", ["authors"] = "Ada Lovelace" },
    };

    private static byte[] Component()
    {
        var builder = new ComponentBuilder();
        builder.CoreModule(new CoreModuleBuilder().ToArray());
        builder.SetName("old");
        builder.SetName(new SortIndex(ComponentSort.CoreModule, 0), "inner");
        return builder.ToArray();
    }

    [Fact]
    public void Component_Changed_SaysWhatWasWritten()
    {
        byte[] changed = s_changes.ApplyTo(Component());
        var summary = BinarySummary.Of(changed);
        Assert.Equal("shop", summary.Name);
        Assert.Equal(s_changes.Producers, summary.Producers);
        Assert.Equal([("authors", "Ada Lovelace"), ("source", "https://example.org/shop")], summary.Annotations);
        Assert.Equal("inner", ComponentReader.Read(changed).ReadNames().Find(ComponentSort.CoreModule, 0));
    }

    [Fact]
    public void Module_Changed_KeepsTheNamesOfItsFunctions()
    {
        var builder = new CoreModuleBuilder();
        builder.DefineFunction(FuncType.Empty, "first");
        byte[] changed = s_changes.ApplyTo(builder.ToArray());
        CoreModule module = CoreModuleReader.Read(changed);
        Assert.Equal("shop", new CoreNames(module).ModuleName);
        Assert.Equal("first", new CoreNames(module).FunctionName(0));
        Assert.Equal(s_changes.Producers, Producers.Of(module));
        CoreModuleValidator.Validate(module);
    }

    [Fact]
    public void Producers_ThereAlready_GetTheNewVersionInTheirPlace()
    {
        byte[] once = s_changes.ApplyTo(Component());
        byte[] twice = new MetadataChanges { Producers = [new("language", "Zig", "0.16"), new("sdk", "kit", "1")] }.ApplyTo(once);
        Assert.Equal(
            [new("language", "Zig", "0.16"), new("processed-by", "tool", "2"), new Producers.Entry("sdk", "kit", "1")],
            BinarySummary.Of(twice).Producers);
    }

    [Fact]
    public void Changes_MadeTwice_AreMadeOnce()
    {
        byte[] once = s_changes.ApplyTo(Component());
        Assert.Equal(once, s_changes.ApplyTo(once));
    }

    [Fact]
    public void Annotation_OfEmptyText_IsTakenOut()
    {
        byte[] without = new MetadataChanges { Annotations = new Dictionary<string, string> { ["authors"] = "", ["source"] = "" } }
            .ApplyTo((s_changes with { Name = null, Producers = [] }).ApplyTo(Component()));
        Assert.Equal(Component(), without);
    }

    [Fact]
    public void Annotation_OfAnotherName_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new MetadataChanges { Annotations = new Dictionary<string, string> { ["color"] = "red" } }.ApplyTo(Component()));

    [Fact]
    public void NameSection_ThatDoesNotDecode_IsNotOverwritten()
    {
        var builder = new ComponentBuilder();
        builder.Custom(ComponentNames.SectionName, [1, 200, 1]);
        var failure = Assert.Throws<ComposeException>(() => s_changes.ApplyTo(builder.ToArray()));
        Assert.Equal(ErrorCodes.Component.Malformed, failure.Error.Code);
    }
}
