using System.Text;

namespace Compose.Plans.Tests;

public class PlanTextTests
{
    [Theory]
    [InlineData("report/plan.yaml")]
    [InlineData("tags-apart/plan.yaml")]
    [InlineData("hello-plan.yaml")]
    public void Format_Example_SaysTheSameAndIsStable(string name)
    {
        string path = ExamplePlans.PathOf(name);
        string text = File.ReadAllText(path);
        string formatted = PlanFormatter.Format(text, path);
        Assert.Equal(formatted, PlanFormatter.Format(formatted, path));
        Assert.Equal(PlanYamlWriter.Write(Read(text)), PlanYamlWriter.Write(Read(formatted)));
        Assert.Equal(text.Split('\n').Count(l => l.TrimStart().StartsWith('#')), formatted.Split('\n').Count(l => l.TrimStart().StartsWith('#')));
    }

    [Theory]
    [InlineData("report/plan.yaml")]
    [InlineData("tags-apart/plan.yaml")]
    public void Format_ExampleInOurStyle_ChangesNothing(string name)
    {
        string text = File.ReadAllText(ExamplePlans.PathOf(name));
        Assert.Equal(text, PlanFormatter.Format(text));
    }

    [Fact]
    public void Format_UntidyPlan_IsLaidOut()
    {
        const string Untidy = "#top\ncompose:   2   # version\n\n\n\ncomponents:\n      a:    'a.wasm'\n      b: \"no\"\ninstances: { a: , b: a}\n# the end\n";
        Assert.Equal("# top\ncompose: 2 # version\n\ncomponents:\n  a: a.wasm\n  b: \"no\"\ninstances: {a:, b: a}\n# the end\n", PlanFormatter.Format(Untidy));
    }

    [Fact]
    public void Yaml_OfAnyPlan_ReadsBackEqual()
    {
        var plan = new Plan
        {
            Name = "yes",
            Components = [new() { Id = "1", Digest = Digest.Of("x"u8) }, new() { Id = "a", Source = "dir with: colon/#a.wasm" }],
            Instances =
            [
                new() { Id = "1", Component = "1" },
                new()
                {
                    Id = "b", Component = "a",
                    Capabilities =
                    [
                        new() { Name = "acme:log/sink", Level = CapabilityLevel.Optional },
                        new() { Name = "wasi:cli/arguments", Arguments = ["", "a b", "null"] },
                        new() { Name = "wasi:cli/environment", Variables = [new("A", "1"), new("B", "x: {y}\n")], InitialDirectory = "/" },
                        new() { Name = "wasi:filesystem", Directories = [new("../x, y", "/", true), new("z", "null", false)] },
                        new() { Name = "wasi:http", Allow = ["*"] },
                    ],
                    Secrets = [new() { Name = "k", Secret = "s" }],
                },
            ],
            Wires = [new() { Consumer = "b", Import = "x:y/z@1.0.0", Provider = "1", Export = "x:y/z@1.0.1" }],
            Exports = [new() { Name = "run", Instance = "b", Export = "wasi:cli/run@0.2.0" }],
            Secrets = [new() { Id = "s", Uri = "env://S" }],
            Policy = new() { Determinism = DeterminismMode.Audit, Seed = ulong.MaxValue, Tenant = "true", Limits = new() { CpuMilliseconds = 1, MemoryBytes = 2, IoOperations = 3, WallMilliseconds = 4, Fuel = 5 } },
        };
        string yaml = PlanYamlWriter.Write(plan);
        var again = Read(yaml);
        Assert.Equal(yaml, PlanYamlWriter.Write(again));
        Assert.Equal(plan.Policy, again.Policy);
        Assert.Equal("dir with: colon/#a.wasm", again.Components[1].Source);
        Assert.Equal("x: {y}\n", again.Instances[1].Capabilities.Single(c => c.Variables is not null).Variables![1].Value);
    }

    [Fact]
    public void Template_ReadsBack()
    {
        var plan = Read(PlanYamlWriter.Template("new plan", ["a/greeter.wasm", "b/greeter.wasm", "weird name!.wasm"]));
        Assert.Equal(["greeter", "greeter2", "weird-name-"], plan.Components.Select(c => c.Id));
        Assert.Equal(4, plan.Instances[2].Capabilities.Count);
    }

    private static Plan Read(string yaml)
    {
        var document = PlanReader.Read(Encoding.UTF8.GetBytes(yaml), "x.yaml");
        Assert.Equal([], document.Errors.Select(e => e.ToString()));
        return document.Plan!;
    }
}
