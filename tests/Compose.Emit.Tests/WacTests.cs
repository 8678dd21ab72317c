using System.Text;
using Compose.Testing;

namespace Compose.Emit.Tests;

/// <summary>What we compile does what the reference composer's output does.</summary>
public sealed class WacTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(60)]
    public void Chain_BesideReferenceComposer_PrintsTheSame(int length)
    {
        string guests = SharedData.Require("guests");
        string folder = Path.Combine(Path.GetTempPath(), $"compose-emit-{Guid.NewGuid():n}");
        Directory.CreateDirectory(folder);
        try
        {
            File.WriteAllText(Path.Combine(folder, "chain.wac"), Wac(length));
            string composed = Path.Combine(folder, "composed.wasm");
            var dependencies = ((string[])["kv-memory", "markdown", "text-pipe", "pass", "report-cli"]).SelectMany(g => (string[])["--dep", $"demo:{g}={guests}/{g}.wasm"]);
            var made = Tool.Run("wac", ["compose", .. dependencies, "-o", composed, Path.Combine(folder, "chain.wac")], directory: folder);
            Assert.True(made.Code == 0, made.Errors);
            string input = File.ReadAllText(SharedData.Require("guests/cases/chain/stdin.txt"));
            var expected = Tool.Run("wasmtime", ["run", composed], input);

            var artifact = PlanCompiler.Emit(Plans.Chain(length).Build(), new EmitOptions { Target = EmitTarget.Flat });

            Tool.WithFile(artifact.Bytes, path => Assert.Equal(expected, Tool.Run("wasmtime", ["run", path], input)));
            Assert.Equal(0, expected.Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Wac(int length)
    {
        var text = new StringBuilder("package demo:chain;\nlet memory = new demo:kv-memory { ... };\nlet markdown = new demo:markdown { ... };\nlet link0 = new demo:text-pipe { ... };\n");
        for (int i = 1; i <= length; i++)
        {
            text.Append($"let link{i} = new demo:pass {{ filter: link{i - 1}.filter, ... }};\n");
        }

        return text.Append($"let report = new demo:report-cli {{ store: memory.store, markdown: markdown.markdown, filter: link{length}.filter, ... }};\nexport report...;\n").ToString();
    }
}
