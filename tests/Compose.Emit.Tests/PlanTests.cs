using System.Text;
using Compose.Plans;
using Compose.Testing;

namespace Compose.Emit.Tests;

/// <summary>From an authored plan to an artifact.</summary>
public sealed class PlanTests
{
    private static readonly EmitOptions s_flat = new() { Target = EmitTarget.Flat };

    [Theory]
    [InlineData("hello-plan.yaml")]
    [InlineData("report/plan.yaml")]
    [InlineData("tags-apart/plan.yaml")]
    public void Example_InBothForms_IsValid(string name)
    {
        var plan = Validate(Example(name));

        foreach (var target in (EmitTarget[])[EmitTarget.Aware, EmitTarget.Flat])
        {
            var options = new EmitOptions { Target = target };
            var artifact = PlanCompiler.Emit(plan, options);
            Tool.AssertValid(artifact.Bytes);
            Assert.Equal(PlanCompiler.Key(plan, options).Value, artifact.Key.Value);
            Assert.Equal(plan.Resolved.BareDigest, artifact.Key.Plan);
            Assert.Equal(plan.Resolved.BareBytes.ToArray(), ArtifactSection.Read(artifact.Bytes)!.Plan.ToArray());
        }
    }

    [Fact]
    public void TagsApart_AsAuthored_RunsFlatOnPlainHostAgainstForeignEnvironment()
    {
        string folder = SharedData.Require("guests/plans/tags-apart");
        var artifact = PlanCompiler.Emit(Validate(Example("tags-apart/plan.yaml")), s_flat);

        Tool.WithFile(artifact.Bytes, path =>
        {
            var (code, output, errors) = Tool.Run(
                "wasmtime", ["run", "--dir", "outer::.", "--env", "TAG=evil", path], File.ReadAllText(Path.Combine(folder, "stdin.txt")), folder);
            Assert.Equal(File.ReadAllText(Path.Combine(folder, "stdout.txt")), output);
            Assert.Equal(File.ReadAllText(Path.Combine(folder, "stderr.txt")), errors);
            Assert.Equal(0, code);
        });
    }

    [Fact]
    public void Plan_AuthoredInAnotherOrder_GivesTheSameBytes()
    {
        string path = Example("hello-plan.yaml");
        string other = """
            exports: hello
            instances:
              hello:
                capabilities: [stderr, stdout, arguments]
                wires: { "demo:hello/greet": greeter }
              greeter:
                capabilities:
                  environment: { vars: { GREETING: Good day } }
            components:
              hello: hello/hello.wasm
              greeter: hello/greeter.wasm
            name: hello
            compose: 2
            """;
        var expected = PlanCompiler.Emit(Validate(path));

        var document = PlanReader.Read(Encoding.UTF8.GetBytes(other), "other.yaml", Path.GetDirectoryName(path));
        var artifact = PlanCompiler.Emit(Validate(document));

        Assert.Equal(expected.Digest, artifact.Digest);
        Assert.Equal(expected.Key.Value, artifact.Key.Value);
    }

    private static string Example(string name) => Path.Combine(SharedData.RepositoryRoot ?? ".", "examples", Path.Combine(name.Split('/')));

    private static ValidatedPlan Validate(string path) => Validate(PlanReader.ReadFile(path));

    private static ValidatedPlan Validate(PlanDocument document)
    {
        var report = PlanValidator.Validate(document, new ValidationOptions { DeferFunctionBodies = true });
        Assert.Empty(report.Errors);
        return report.Plan!;
    }
}
