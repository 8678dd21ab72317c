using System.Text;

namespace Compose.Plans.Tests;

/// <summary><c>policy: engine</c>: authored, canonical, and met with the host's.</summary>
public sealed class EnginePolicyTests
{
    [Theory]
    [InlineData(PlanEngine.Clr)]
    [InlineData(PlanEngine.Wasmtime)]
    public void Engine_InCanonicalForm_ComesBack(PlanEngine engine)
    {
        Plan plan = Minimal(engine);
        byte[] bytes = PlanCborWriter.Encode(plan);

        Assert.Equal(engine, PlanReader.Read(bytes, "plan.cbor").Plan!.Policy.Engine);
        Assert.NotEqual(bytes, PlanCborWriter.Encode(Minimal(null)));
    }

    [Fact]
    public void Engine_OfAnotherName_IsAnErrorWithTheNames()
    {
        ValidationReport report = SmallPlans.Validate("components: {}\npolicy: {engine: wasmtim}\n");

        Assert.Contains(report.Errors, each => each.Message.Contains("'wasmtim' is not an engine", StringComparison.Ordinal));
    }

    [Fact]
    public void Engine_OfTheHost_IsReadAndKept()
    {
        Assert.Equal(PlanEngine.Wasmtime, HostPolicyReader.Read(Encoding.UTF8.GetBytes("engine: wasmtime\n")).Engine);
        Assert.Null(HostPolicyReader.Read("{}"u8).Engine);
    }

    private static Plan Minimal(PlanEngine? engine) => new()
    {
        Components = [new PlanComponent { Id = "a", Digest = Digest.Of("a"u8) }],
        Instances = [new PlanInstance { Id = "a", Component = "a" }],
        Wires = [],
        Exports = [],
        Policy = new PlanPolicy { Engine = engine },
    };
}
