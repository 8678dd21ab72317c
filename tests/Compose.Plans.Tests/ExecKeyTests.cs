namespace Compose.Plans.Tests;

public class ExecKeyTests
{
    private static ExecKeyInputs Inputs() => new()
    {
        Plan = Digest.Of("plan"u8),
        Artifact = Digest.Of("artifact"u8),
        HostAbi = "compose-host/1",
        EngineFingerprint = "clr 1",
        Grants = [new Grant { Instance = new InstancePath("a"), Name = new CapabilityName("wasi:cli", "stdin", "0.2.0"), State = GrantState.Granted }],
        Policy = new PlanPolicy { Determinism = DeterminismMode.Strict, Seed = 1, Tenant = "acme", Limits = new ResourceLimits { Fuel = 10 } },
        Export = "wasi:cli/run@0.2.0#run",
        Arguments = ["x"],
        Environment = [new("A", "1")],
        Stdin = Digest.Of([]),
        AuthorityEpoch = 3,
    };

    public static TheoryData<int> Changes => [.. Enumerable.Range(0, 16)];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Key_AnyInputChanged_IsAnother(int change)
    {
        var inputs = Inputs();
        var grant = inputs.Grants.Single();
        var changed = change switch
        {
            0 => inputs with { Plan = Digest.Of("p"u8) },
            1 => inputs with { Artifact = Digest.Of("a"u8) },
            2 => inputs with { HostAbi = "compose-host/2" },
            3 => inputs with { EngineFingerprint = "clr 2" },
            4 => inputs with { Grants = [grant with { State = GrantState.Denied }] },
            5 => inputs with { Grants = [grant with { Instance = new InstancePath("b") }] },
            6 => inputs with { Grants = [grant, grant with { Name = new CapabilityName("wasi:cli", "stdout", "0.2.0") }] },
            7 => inputs with { Policy = inputs.Policy with { Determinism = DeterminismMode.Audit } },
            8 => inputs with { Policy = inputs.Policy with { Seed = null } },
            9 => inputs with { Policy = inputs.Policy with { Tenant = null } },
            10 => inputs with { Policy = inputs.Policy with { Limits = new ResourceLimits { WallMilliseconds = 10 } } },
            11 => inputs with { Export = "wasi:cli/run@0.2.1#run" },
            12 => inputs with { Arguments = ["x", ""] },
            13 => inputs with { Environment = [new("A", "2")] },
            14 => inputs with { Stdin = null },
            _ => inputs with { AuthorityEpoch = 4 },
        };
        Assert.Equal(ExecKey.Of(inputs).Value, ExecKey.Of(Inputs()).Value);
        Assert.NotEqual(ExecKey.Of(inputs).Value, ExecKey.Of(changed).Value);
    }

    [Fact]
    public void Key_OrderOfGrants_DoesNotMatter()
    {
        var a = Inputs().Grants.Single();
        var b = a with { Name = new CapabilityName("wasi:cli", "stdout", "0.2.0") };
        Assert.Equal(ExecKey.Of(Inputs() with { Grants = [a, b] }).Value, ExecKey.Of(Inputs() with { Grants = [b, a] }).Value);
    }

    [Fact]
    public void Preimage_Fields_AreNamedInOrder()
    {
        var fields = KeyPreimage.Fields(ExecKey.Of(Inputs()).Preimage);
        Assert.Equal(["tag", "plan", "artifact", "host-abi", "features", "grants", "policy", "tenant", "limits", "call", "authority-epoch"], fields.Select(f => f.Name));
        Assert.Equal(Digest.Of("plan"u8).ToString(), fields[1].Text);
        Assert.Equal("[0, 1]", fields[6].Text);
        Assert.Throws<ComposeException>(() => KeyPreimage.Fields(new byte[] { 0x81, 0x61, 0x61 }));
    }
}
