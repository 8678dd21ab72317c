using Compose.Engine;
using Compose.Exec.Engines;
using Compose.Plans;
using Compose.Testing;

namespace Compose.Exec.Tests;

/// <summary>Which engine runs a guest, and that it makes no difference.</summary>
public sealed class EngineTests
{
    private static string Library => SharedData.Require("native/linux-x64/libwasmtime.so");

    [Fact]
    public void Choice_OfNobody_IsTheEmbeddedEngine()
    {
        using ICoreEngine engine = EngineCatalog.Open(new EngineRequest());

        Assert.Equal("clr", engine.Info.Name);
    }

    [Theory]
    [InlineData(EngineChoice.Clr, PlanEngine.Wasmtime)]
    [InlineData(EngineChoice.Wasmtime, PlanEngine.Clr)]
    public void Choice_AgainstThePlan_IsAConflict(EngineChoice choice, PlanEngine required)
    {
        var error = Assert.Throws<ComposeException>(() => EngineCatalog.Open(new EngineRequest { Choice = choice, Required = required }));

        Assert.Equal(ErrorCodes.Exec.EngineConflict, error.Error.Code);
    }

    [Fact]
    public void Wasmtime_ThatIsNotThere_IsAnErrorEvenForAPlan()
    {
        var error = Assert.Throws<ComposeException>(() => EngineCatalog.Open(new EngineRequest { Required = PlanEngine.Wasmtime, WasmtimePath = "/nowhere" }));

        Assert.Equal(ErrorCodes.Exec.EngineMissing, error.Error.Code);
    }

    [Theory]
    [InlineData("examples/hello-plan.cbor")]
    [InlineData("examples/report/plan.yaml")]
    [InlineData("examples/tags-apart/plan.yaml")]
    [InlineData("tests/guests/c-command.wasm")]
    public void Example_OnBothEngines_SaysTheSame(string name)
    {
        using ICoreEngine wasmtime = EngineCatalog.Open(new EngineRequest { WasmtimePath = Library });
        ExecSubject subject = Guests.Load(name);
        ExecOptions options = new() { Arguments = ["6"] };

        (ExecResult expected, string said) = Guests.Run(subject, options);
        (ExecResult actual, string saidToo) = Guests.Run(subject, options, engine: wasmtime);

        Assert.Equal(said, saidToo);
        Assert.Equal(expected.ExitCode, actual.ExitCode);
        Assert.Equal(expected.MemoryBytes, actual.MemoryBytes);
        Assert.NotEqual(
            new Executor(Guests.Engine).KeyOf(subject, options, null, null).Value,
            new Executor(wasmtime).KeyOf(subject, options, null, null).Value);
    }

    [Theory]
    [InlineData("spin", "Exec.Timeout")]
    [InlineData("dive", "Exec.Trap")]
    [InlineData("trap", "Exec.Trap")]
    [InlineData("hog", "Exec.Trap")]
    public void HostileGuest_OnWasmtime_EndsAsOnTheEmbeddedEngine(string what, string code)
    {
        using ICoreEngine wasmtime = EngineCatalog.Open(new EngineRequest { WasmtimePath = Library });
        ExecSubject subject = Guests.Load("tests/guests/hostile.wasm");
        ExecOptions options = new() { Arguments = [what], Limits = ExecLimits.Default with { Timeout = TimeSpan.FromSeconds(what == "spin" ? 1 : 60), MemoryBytes = 64 << 20 } };

        (ExecResult expected, _) = Guests.Run(subject, options);
        (ExecResult actual, _) = Guests.Run(subject, options, engine: wasmtime);

        Assert.Equal(expected.Error?.Code.Name, actual.Error?.Code.Name);
        Assert.Equal(expected.ExitCode, actual.ExitCode);
        Assert.True(actual.Error is null || actual.Error.Code.Name == code || what == "hog", $"{actual.Error}");
    }

    [Fact]
    public void Fuel_OnWasmtime_EndsARunByItsLimit()
    {
        using ICoreEngine wasmtime = EngineCatalog.Open(new EngineRequest { WasmtimePath = Library });
        ExecSubject subject = Guests.Load("tests/guests/hostile.wasm");

        (ExecResult result, _) = Guests.Run(subject, new ExecOptions { Arguments = ["spin"], Limits = ExecLimits.Default with { Fuel = 1_000_000 } }, engine: wasmtime);

        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, result.Error?.Code);
        Assert.Equal(1_000_000, result.FuelUsed);
    }
}
