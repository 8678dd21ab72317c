using System.Text;

namespace Compose.Plans.Tests;

public class CanonicalPlanTests
{
    private static readonly Digest s_one = Digest.Of("one"u8), s_two = Digest.Of("two"u8);

    private static Plan Sample() => new()
    {
        Name = "sample",
        Components = [new() { Id = "b", Digest = s_two, Source = "b.wasm" }, new() { Id = "a", Digest = s_one }],
        Instances =
        [
            new()
            {
                Id = "y", Component = "b",
                Capabilities =
                [
                    new() { Name = "wasi:cli/stdout" },
                    new() { Name = "wasi:cli/environment", Variables = [new("LONGER", "1"), new("Z", "2")], InitialDirectory = "/" },
                    new() { Name = "wasi:cli/arguments", Arguments = ["z", "a"], Level = CapabilityLevel.Optional },
                    new() { Name = "wasi:filesystem", Directories = [new("out", "/out", false), new("in", "/in", true)] },
                    new() { Name = "wasi:http", Allow = ["*.example.com", "a.example:80"] },
                ],
                Secrets = [new() { Name = "key", Secret = "api" }],
            },
            new() { Id = "x", Component = "a" },
        ],
        Wires = [new() { Consumer = "y", Import = "d:e/f@1.0.0", Provider = "x", Export = "d:e/f@1.0.1" }],
        Exports = [new() { Name = "wasi:cli/run@0.2.0", Instance = "y", Export = "wasi:cli/run@0.2.0" }],
        Secrets = [new() { Id = "api", Uri = "vault://kv/api" }],
        Policy = new() { Determinism = DeterminismMode.Strict, Seed = 7, Tenant = "acme", Limits = new() { MemoryBytes = 1 << 20, Fuel = 5 } },
    };

    [Fact]
    public void Read_BudgetOfAWire_ComesBackAndChangesTheIdentity()
    {
        Plan plan = Sample();
        byte[] bytes = PlanCborWriter.Encode(plan with { Wires = [plan.Wires[0] with { Budget = 3 }] });
        PlanDocument document = PlanReader.Read(bytes);

        Assert.Empty(document.Errors);
        Assert.Equal(3UL, Assert.Single(document.Plan!.Wires).Budget);
        Assert.Equal(bytes, PlanCborWriter.Encode(document.Plan));
        Assert.NotEqual(Digest.Of(PlanCborWriter.Encode(plan)), Digest.Of(bytes));
        Assert.Contains("budget: 3", PlanYamlWriter.Write(document.Plan), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BudgetOfNoWire_IsInvalid()
    {
        Plan plan = Sample() with { Name = null };
        byte[] bytes = PlanCborWriter.Encode(plan with { Wires = [plan.Wires[0] with { Budget = 3 }] });
        int at = bytes.AsSpan().LastIndexOf("d:e/f@1.0.0"u8);
        bytes[at] = (byte)'x';

        Assert.Equal(ErrorCodes.Plan.InvalidBinding, Assert.Single(PlanReader.Read(bytes).Errors).Code);
    }

    [Fact]
    public void Encode_AnyOrder_GivesOneEncoding()
    {
        var plan = Sample();
        byte[] bytes = PlanCborWriter.Encode(plan);
        var shuffled = plan with { Components = [.. plan.Components.Reverse()], Instances = [.. plan.Instances.Reverse().Select(i => i with { Capabilities = [.. i.Capabilities.Reverse()] })] };
        Assert.Equal(bytes, PlanCborWriter.Encode(shuffled));
    }

    [Fact]
    public void Read_Encoded_GivesTheSamePlanAndBytes()
    {
        byte[] bytes = PlanCborWriter.Encode(Sample());
        var document = PlanReader.Read(bytes);
        Assert.Empty(document.Errors);
        Assert.Equal(PlanForm.V2, document.Form);
        Assert.Equal(bytes, PlanCborWriter.Encode(document.Plan!));
        Assert.Equal(Digest.Of(bytes), document.Identity!.PlanDigest);
        Assert.Equal(Digest.Of([.. "witcanon:1"u8, .. bytes]), document.Identity.PlanId);
        var outer = document.Plan!.Instances[1];
        Assert.Equal([new("out", "/out", false), new("in", "/in", true)], outer.Capabilities.Single(c => c.Directories is not null).Directories!);
        Assert.Equal(["z", "a"], outer.Capabilities.Single(c => c.Arguments is not null).Arguments!);
    }

    [Fact]
    public void Encode_Bare_LeavesSourceHintsOut()
    {
        var plan = Sample();
        var moved = plan with { Components = [plan.Components[0] with { Source = "elsewhere/b.wasm" }, plan.Components[1]] };
        Assert.NotEqual(PlanCborWriter.Encode(plan), PlanCborWriter.Encode(moved));
        Assert.Equal(PlanCborWriter.Encode(plan, bare: true), PlanCborWriter.Encode(moved, bare: true));
    }

    [Fact]
    public void Read_TruncatedAnywhere_FailsCleanly()
    {
        byte[] bytes = PlanCborWriter.Encode(Sample());
        for (int length = 0; length < bytes.Length; length++)
        {
            var document = PlanReader.Read(bytes.AsMemory(0, length), "x.cbor");
            Assert.NotEmpty(document.Errors);
            Assert.Null(document.Identity);
        }
    }

    [Fact]
    public void Read_MutatedBytes_NeverThrowsAndNeverAcceptsAnotherEncoding()
    {
        byte[] bytes = PlanCborWriter.Encode(Sample());
        var random = new Random(3);
        for (int i = 0; i < Testing.Campaign.Rounds(20_000); i++)
        {
            byte[] mutated = [.. bytes];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            var document = PlanReader.Read(mutated, "x.cbor");
            if (document.Errors.Count == 0 && document.Form == PlanForm.V2)
            {
                // What is accepted is canonical: writing it again gives the bytes that were read.
                Assert.Equal(mutated, PlanCborWriter.Encode(document.Plan!));
            }
        }
    }

    [Theory]
    [InlineData(8, "adapters")]
    [InlineData(10, "profile")]
    [InlineData(11, "layers")]
    [InlineData(12, "interfaces")]
    [InlineData(13, "trust")]
    public void Read_ReservedKey_IsNotSupportedByName(byte key, string name)
    {
        byte[] bytes = PlanCborWriter.Encode(Sample() with { Name = null });
        byte[] extended = [(byte)(bytes[0] + 1), .. bytes[1..], key, 0xf6];
        var error = Assert.Single(PlanReader.Read(extended).Errors);
        Assert.Equal(ErrorCodes.Plan.NotSupported, error.Code);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownKey_IsRefused()
    {
        byte[] bytes = PlanCborWriter.Encode(Sample() with { Name = null });
        byte[] extended = [(byte)(bytes[0] + 1), .. bytes[1..], 15, 0xf6];
        Assert.Equal(ErrorCodes.Plan.UnknownKey, Assert.Single(PlanReader.Read(extended).Errors).Code);
    }

    [Fact]
    public void Read_WebAssembly_SaysWhatItIs()
    {
        var error = Assert.Single(PlanReader.Read(Encoding.ASCII.GetBytes("\0asm\r\0\u0001\0")).Errors);
        Assert.Equal(ErrorCodes.Plan.InvalidSchema, error.Code);
        Assert.Contains("WebAssembly", error.Message, StringComparison.Ordinal);
    }
}
