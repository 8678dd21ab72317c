namespace Compose.Emit.Tests;

/// <summary>Every guest alone, with everything granted and with nothing, in both forms: always a valid component.</summary>
public sealed class GuestTests
{
    private static readonly string[] s_guests =
    [
        "agent", "c-command", "c-filter", "echo", "fetcher", "files", "go-command", "hostile", "kernels", "kv-memory", "markdown",
        "montecarlo", "net-tool", "p3-hello", "p3-hello-mixed", "p3-http", "p3-provider", "p3-stackful", "text-pipe", "zoo",
    ];

    public static TheoryData<string, EmitTarget, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, EmitTarget, bool>();
            foreach (string guest in s_guests)
            {
                foreach (var target in (EmitTarget[])[EmitTarget.Aware, EmitTarget.Flat])
                {
                    cases.Add(guest, target, true);
                    cases.Add(guest, target, false);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Guest_Alone_GivesValidComponentThatReadsAsWit(string guest, EmitTarget target, bool granted)
    {
        var builder = new CompositionBuilder().Add("guest", guest);
        foreach (var export in CompositionBuilder.Guest(guest).Type.Exports)
        {
            builder.Export("guest", export.Name);
        }

        if (granted)
        {
            builder.Allow("guest", "wasi:");
        }

        var artifact = PlanCompiler.Emit(builder.Build(), new EmitOptions { Target = target });

        Tool.AssertValid(artifact.Bytes);
        Tool.WithFile(artifact.Bytes, path =>
        {
            var (code, _, errors) = Tool.Run("wasm-tools", ["component", "wit", path]);
            Assert.True(code == 0, errors);
        });
    }
}
