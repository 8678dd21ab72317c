using System.Diagnostics;
using System.Text;

namespace Compose.Plans.Tests;

/// <summary>Input made to harm: it ends soon, in errors, and nothing else is thrown.</summary>
public class HostileTextTests
{
    public static TheoryData<string, string> Shapes => new()
    {
        { "flow sequences", string.Concat(Enumerable.Repeat("[", 200_000)) },
        { "flow maps", string.Concat(Enumerable.Repeat("{a: ", 100_000)) },
        { "json arrays", "{\"compose\": " + new string('[', 200_000) },
        { "json maps", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) },
        { "block sequences", string.Concat(Enumerable.Repeat("- ", 100_000)) },
        { "explicit keys", string.Concat(Enumerable.Repeat("? ", 100_000)) },
        { "deep indentation", string.Concat(Enumerable.Range(0, 1_500).Select(i => new string(' ', i) + "a:\n")) },
        { "one long scalar", "compose: 2\nname: " + new string('x', 1_000_000) },
        { "one long line of keys", "{" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"k{i}: v, ")) + "}" },
        { "many anchors", "compose: 2\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"a{i}: &a{i} x\n")) },
        { "laughs", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n" },
        { "combining marks", "compose: 2\nname: a" + string.Concat(Enumerable.Repeat("\u0315\u0300", 100_000)) },
        { "unknown keys", "compose: 2\ncomponents: {a: a.wasm}\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"componens{i}: x\n")) },
        { "quotes", "compose: 2\nname: \"" + string.Concat(Enumerable.Repeat("\\u0000", 100_000)) + "\"" },
        { "nul", "compose: 2\nname: \0" },
        { "directive", "%YAML 9.9\n---\ncompose: 2\n" },
        { "block scalars", "compose: 2\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"k{i}: |\n  x\n")) },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Read_HostileText_EndsSoonInErrors(string shape, string text)
    {
        var clock = Stopwatch.StartNew();
        var report = PlanValidator.Validate(PlanReader.Read(Encoding.UTF8.GetBytes(text), shape));
        Assert.NotEmpty(report.Errors);
        Assert.All(report.Phases, p => Assert.True(p.Errors.Count <= PlanLimits.MaxErrors + 1));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 90);
    }

    [Fact]
    public void Read_TooLong_IsRefusedBeforeItIsRead()
    {
        var document = PlanReader.Read(new byte[PlanLimits.MaxBytes + 1], "x.yaml");
        Assert.Equal(ErrorCodes.Plan.LimitExceeded, Assert.Single(document.Errors).Code);
    }

    [Fact]
    public void Read_NotUtf8_SaysWhere()
    {
        var error = Assert.Single(PlanReader.Read(new byte[] { 0x61, 0xff }, "x.yaml").Errors);
        Assert.Equal((ErrorCodes.Plan.InvalidSyntax, 1L), (error.Code, error.Where!.Offset!.Value));
    }

    [Theory]
    [InlineData("report/plan.yaml")]
    [InlineData("tags-apart/plan.yaml")]
    public void Read_MutatedPlans_NeverThrow(string name)
    {
        string text = File.ReadAllText(ExamplePlans.PathOf(name));
        string[] pieces = ["\n", "  ", ":", "- ", "{", "}", "[", "]", "\"", "'", "#", "&a ", "*a", "!x ", "|", ">", "\t", "~", "2", "\u00e9", "\u0301", "---\n", "...", "%", "@", "`", "? ", ","];
        var random = new Random(42);
        for (int i = 0; i < 3_000; i++)
        {
            var mutated = new StringBuilder(text);
            for (int edits = random.Next(1, 5); edits > 0; edits--)
            {
                int at = random.Next(mutated.Length);
                switch (random.Next(3))
                {
                    case 0: mutated.Remove(at, Math.Min(random.Next(1, 12), mutated.Length - at)); break;
                    case 1: mutated.Insert(at, pieces[random.Next(pieces.Length)]); break;
                    default: mutated.Length = at; break;
                }

                if (mutated.Length == 0)
                {
                    break;
                }
            }

            // Without bytes of components every phase but the graph's names still runs.
            var report = PlanValidator.Validate(PlanReader.Read(Encoding.UTF8.GetBytes(mutated.ToString()), "m.yaml", ExamplePlans.PathOf(".")), new() { ReadSource = _ => null });
            Assert.NotEmpty(report.Errors);
            if (i % 10 == 0)
            {
                try
                {
                    PlanFormatter.Format(mutated.ToString());
                }
                catch (ComposeException)
                {
                    // Broken text cannot be laid out; it is told so.
                }
            }
        }
    }

    [Fact]
    public void Read_JsonAndYaml_SayTheSame()
    {
        const string Json = """
            {"compose": 2, "name": "x", "components": {"a": {"source": "a.wasm"}, "b": "b.wasm"},
             "instances": {"a": null, "b": {"wires": {"x:y/f": "a"}, "capabilities": {"stdin": {"optional": true}, "environment": {"vars": {"A": 1}}}}},
             "exports": {"run": {"from": "b", "export": "wasi:cli/run"}}, "policy": {"seed": 5, "limits": {"memory": 65536, "time": "5s"}}}
            """;
        const string Yaml = """
            compose: 2
            name: x
            components: {a: {source: a.wasm}, b: b.wasm}
            instances:
              a:
              b:
                wires: {x:y/f: a}
                capabilities: [{stdin: optional}, {environment: {vars: {A: 1}}}]
            exports: {run: b#wasi:cli/run}
            policy: {seed: 5, limits: {memory: 64KiB, time: 5000}}
            """;
        var json = PlanReader.Read(Encoding.UTF8.GetBytes(Json));
        var yaml = PlanReader.Read(Encoding.UTF8.GetBytes(Yaml));
        Assert.Equal([], json.Errors.Concat(yaml.Errors).Select(e => e.ToString()));
        Assert.Equal(PlanYamlWriter.Write(yaml.Plan!), PlanYamlWriter.Write(json.Plan!));
    }
}
