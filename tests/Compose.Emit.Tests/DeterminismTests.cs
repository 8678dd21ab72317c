using System.Globalization;

namespace Compose.Emit.Tests;

public sealed class DeterminismTests
{
    public static TheoryData<EmitTarget, int> Forms => new()
    {
        { EmitTarget.Aware, 1_000 }, { EmitTarget.Flat, 1_000 }, { EmitTarget.Aware, 40 }, { EmitTarget.Flat, 40 },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Bytes_OfPlanInAnyOrder_AreTheSame(EmitTarget target, int instances)
    {
        var options = new EmitOptions { Target = target, InstanceLimit = instances };
        var expected = PlanCompiler.Emit(Plans.TagsApart().Build(), options);

        for (int seed = 1; seed <= 5; seed++)
        {
            var artifact = PlanCompiler.Emit(Plans.TagsApart().Build(seed), options);
            Assert.Equal(expected.Digest, artifact.Digest);
            Assert.Equal(expected.Key.Value, artifact.Key.Value);
        }
    }

    [Fact]
    public void Bytes_InAnotherCultureAndFolder_AreTheSame()
    {
        var expected = PlanCompiler.Emit(Plans.TagsApart().Build(), EmitOptions.Default);
        var culture = CultureInfo.CurrentCulture;
        string folder = Environment.CurrentDirectory;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("tr-TR");
            Environment.CurrentDirectory = Path.GetTempPath();
            Assert.Equal(expected.Digest, PlanCompiler.Emit(Plans.TagsApart().Build(), EmitOptions.Default).Digest);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
            Environment.CurrentDirectory = folder;
        }
    }

    [Theory]
    [InlineData(EmitTarget.Aware, "58a04fd5966fcb8f14e3fd5094e4eea5bfcf2005a778ae0cc11077b353fa52e8")]
    [InlineData(EmitTarget.Flat, "225275d74e52a05b5f6053b72f51f9bf808334bffa396e54842e1e1b8bc69ea5")]
    public void Bytes_OfSmallPlan_AreAsRecorded(EmitTarget target, string digest)
    {
        var artifact = PlanCompiler.Emit(Plans.StreamOverWire().Build(), new EmitOptions { Target = target });

        Assert.Equal(digest, artifact.Digest.Hex);
    }

    [Fact]
    public void Bytes_OfCompiledDenials_AreAsRecorded()
    {
        var probe = new CompositionBuilder().Add("probe", CompositionBuilder.Own("denied-probe")).Export("probe", "wasi:cli/run");
        var options = new EmitOptions { Target = EmitTarget.Flat };

        Assert.Equal("2aea81ccb6a94527fcf0a2501b118bb8fd25820243d2d012e896ff2fb2405fe1", PlanCompiler.Emit(probe.Build(), options).Digest.Hex);
    }

    [Fact]
    public void Key_ChangesWithEveryInput()
    {
        var a = Digest.Of("a"u8);
        var b = Digest.Of("b"u8);
        string[] keys =
        [
            Key("p", [a], EmitOptions.Default),
            Key("q", [a], EmitOptions.Default),
            Key("p", [a, b], EmitOptions.Default),
            Key("p", [a], new EmitOptions { Target = EmitTarget.Flat }),
            Key("p", [a], new EmitOptions { InstanceLimit = 4096 }),
            Key("p", [a], new EmitOptions { DefinitionLimit = 10 }),
            Key("p", [a], new EmitOptions { TypeSizeLimit = 10 }),
            EmitKey.Of("p"u8, "p"u8, [a], EmitOptions.Default, narrowedGrants: b).Value.Hex,
        ];

        Assert.Distinct(keys);
        Assert.Equal(Key("p", [a, b], EmitOptions.Default), Key("p", [b, a, b], EmitOptions.Default));
    }

    [Fact]
    public void FoundersKey_OfTheFoundingVector_IsTheirs()
    {
        byte[] plan =
        [
            .. Convert.FromHexString("a60061310163617070" + "0281a200636170700158" + "20"), .. Enumerable.Repeat((byte)0x11, 32),
            .. Convert.FromHexString("0380048005a30002018003a0"),
        ];

        Assert.Equal("bcace47ae72b8ea266ce88f29289b26dee22267e9d8c5c8d459ea864d205b6b1", Digest.Of(plan).Hex);
        Assert.Equal("5f1b622a31bbdaa9cf5921279d5f4d850f0754b935519de0d5533cb0d3aad1e9", EmitKey.Of(plan, plan, [], EmitOptions.Default).Founding.Hex);
    }

    private static string Key(string plan, Digest[] components, EmitOptions options)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(plan);
        return EmitKey.Of(bytes, bytes, components, options).Value.Hex;
    }
}
