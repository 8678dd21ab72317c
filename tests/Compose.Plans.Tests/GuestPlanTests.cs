using System.Diagnostics;
using System.Text;
using Compose.Testing;

namespace Compose.Plans.Tests;

/// <summary>Plans over components that compilers of several languages made, and plans of many instances.</summary>
public class GuestPlanTests
{
    [Theory]
    [InlineData("notes-http kv-memory markdown", "notes-http")]
    [InlineData("zoo zoo-caller", "zoo-caller")]
    [InlineData("echo echo-bench", "echo-bench")]
    [InlineData("kernels kernels-cli", "kernels-cli")]
    [InlineData("montecarlo montecarlo-cli", "montecarlo-cli")]
    [InlineData("agent agent-cli", "agent-cli")]
    [InlineData("c-filter kv-memory markdown report-cli", "report-cli")]
    [InlineData("go-filter kv-memory markdown report-cli", "report-cli")]
    [InlineData("py-filter kv-memory js-markdown report-cli", "report-cli")]
    [InlineData("hostile", "hostile")]
    [InlineData("go-command", "go-command")]
    [InlineData("c-command", "c-command")]
    [InlineData("net-tool", "net-tool")]
    [InlineData("fetcher", "fetcher")]
    [InlineData("files", "files")]
    public void Composition_OfRealComponents_WiresItselfAndValidates(string components, string export)
    {
        string guests = SharedData.Require("guests");
        var yaml = new StringBuilder("compose: 2\ncomponents:\n");
        foreach (string id in components.Split(' '))
        {
            yaml.Append("  ").Append(id).Append(": ").Append(id).Append(".wasm\n");
        }

        yaml.Append("exports: ").Append(export).Append('\n');
        var report = PlanValidator.Validate(PlanReader.Read(Encoding.UTF8.GetBytes(yaml.ToString()), "plan.yaml", guests), new() { DeferFunctionBodies = true });
        SmallPlans.Passes(report);
        var plan = report.Require();
        Assert.All(plan.Instances, i => Assert.Equal(i.Component.Type.Imports.Count, i.Imports.Count));
        Assert.All(plan.Grants, g => Assert.NotEqual(GrantState.Granted, g.State));
    }

    [Theory]
    [InlineData("pass", 10_000, 20)]
    [InlineData("tagger", 1_000, 20)]
    [InlineData("pass", 100_000, 60)]
    public void Chain_Long_ValidatesInSeconds(string link, int count, int seconds)
    {
        var yaml = new StringBuilder($"compose: 2\ncomponents: {{link: {link}.wasm, text-pipe: text-pipe.wasm}}\ninstances:\n  n0: text-pipe\n");
        for (int i = 1; i < count; i++)
        {
            yaml.Append("  n").Append(i).Append(": {component: link, wires: {demo:app/filter: n").Append(i - 1).Append("}}\n");
        }

        yaml.Append("exports: n").Append(count - 1).Append('\n');
        var clock = Stopwatch.StartNew();
        var document = PlanReader.Read(Encoding.UTF8.GetBytes(yaml.ToString()), "chain.yaml", ExamplePlans.PathOf("components"));
        var read = clock.Elapsed;
        var report = PlanValidator.Validate(document, new() { DeferFunctionBodies = true });
        SmallPlans.Passes(report);
        var plan = report.Require();
        Assert.Equal(count, plan.Instances.Count);
        TestContext.Current.SendDiagnosticMessage($"{link} × {count}: read {read.TotalSeconds:0.00} s, all {clock.Elapsed.TotalSeconds:0.00} s, {report.Resolved!.Bytes.Length} bytes");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, seconds);

        var again = PlanValidator.Validate(PlanReader.Read(report.Resolved.Bytes, "chain.cbor", ExamplePlans.PathOf("components")), new() { DeferFunctionBodies = true });
        SmallPlans.Passes(again);
        Assert.Equal(report.Resolved.Identity, again.Require().Identity);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2 * seconds);
    }
}
