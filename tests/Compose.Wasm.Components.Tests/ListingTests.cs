using Compose.Wasm.Core;
using Compose.Wasm.Listing;

namespace Compose.Wasm.Components.Tests;

/// <summary>Listings and summaries of real binaries.</summary>
public sealed class ListingTests
{
    [Theory]
    [InlineData("zoo")]
    [InlineData("p3-stackful")]
    [InlineData("c-filter")]
    public void Listing_OfAComponent_HasEveryDefinitionAndBalances(string guest)
    {
        byte[] bytes = Guests.Read(guest);
        var text = new StringWriter();
        BinaryListing.Write(text, bytes);
        string[] lines = text.ToString().TrimEnd('\n').Split('\n');
        Component component = ComponentReader.Read(bytes, new ComponentOptions { Features = ComponentFeatures.All });
        foreach (ComponentDefinition definition in component.Definitions)
        {
            Assert.Contains(lines, line => line.StartsWith($"{definition.Offset:x8} | ", StringComparison.Ordinal));
        }

        Assert.Equal("00000000 | (component", lines[0]);
        Assert.Equal($"{bytes.Length:x8} | )", lines[^1]);
        long last = 0;
        foreach (string line in lines)
        {
            last = Math.Max(last, long.Parse(line.AsSpan(0, 8), System.Globalization.NumberStyles.HexNumber));
        }

        Assert.Equal(bytes.Length, last);
    }

    [Fact]
    public void Listing_WithoutCode_KeepsAFunctionOnALine()
    {
        var text = new StringWriter();
        BinaryListing.Write(text, Guests.Read("zoo"), new ListingOptions { Code = false });
        Assert.DoesNotContain("local.get", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("bytes ;))", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Listing_OfEveryInstruction_NamesIt()
    {
        var builder = new CoreModuleBuilder();
        var text = new StringWriter();
        FunctionBuilder function = builder.DefineFunction(new FuncType([ValType.I32], [ValType.I32]));
        function.Code.LocalGet(0).I32Const(-7);
        function.Code.Op(Opcode.I32Add);
        BinaryListing.Write(text, builder.ToArray());
        Assert.Contains("i32.const -7", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("(func (param i32) (result i32))", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_OfAComponent_CountsEverythingNested()
    {
        byte[] bytes = Guests.Read("kv-memory");
        BinarySummary summary = BinarySummary.Of(bytes);
        Assert.True(summary.IsComponent);
        Assert.Equal(Digest.Of(bytes), summary.Digest);
        Assert.Contains(("demo:app/store@1.0.0", "instance"), summary.Exports);
        BinarySummary module = Assert.Single(summary.Nested, inner => inner.Functions > 100);
        Assert.False(module.IsComponent);
        Assert.Equal(Digest.Of(bytes.AsSpan((int)module.Offset, module.Size)), module.Digest);
        BinarySummary example = BinarySummary.Of(File.ReadAllBytes(Path.Combine(Compose.Testing.SharedData.RepositoryRoot!, "examples", "hello", "greeter.wasm")));
        Assert.Contains(example.Producers, entry => entry is { Field: "processed-by", Name: "wit-component" });
        Assert.Contains(example.Nested[0].Producers, entry => entry is { Field: "language", Name: "C99" });
    }
}
