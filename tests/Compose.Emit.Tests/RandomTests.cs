using Compose.Wasm.Components;

namespace Compose.Emit.Tests;

/// <summary>Random compositions: whatever the graph, the grants and the room, the artifact is valid.</summary>
public sealed class RandomTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1_000)]
    [InlineData(40)]
    public void Stores_InChain_HandResourcesOnAcrossSegments(int instances)
    {
        var builder = new CompositionBuilder().Add("store0", "kv-memory");
        for (int i = 1; i <= 30; i++)
        {
            builder.Add("store" + i, "kv-prefix").Wire("store" + i, "demo:app/store", "store" + (i - 1));
        }

        builder.Add("markdown", "markdown").Add("redact", "text-pipe").Add("report", "report-cli")
            .Wire("report", "demo:app/store", "store30").Wire("report", "demo:app/markdown", "markdown").Wire("report", "demo:app/filter", "redact")
            .Allow("report", "wasi:cli/stdin").Allow("report", "wasi:cli/stdout").Allow("report", "wasi:cli/stderr")
            .Export("report", "wasi:cli/run");
        var artifact = PlanCompiler.Emit(builder.Build(), new EmitOptions { Target = EmitTarget.Flat, InstanceLimit = instances });

        Tool.AssertValid(artifact.Bytes);
        Tool.WithFile(artifact.Bytes, path =>
        {
            var (code, text, errors) = Tool.Run("wasmtime", ["run", path], "*a*");
            Assert.True(code == 0, errors);
            Assert.Equal("<p><em>a</em></p>\n", text);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(8)]
    public void Graph_AtRandom_IsValidInAnyOrder(int seed)
    {
        var random = new Random(seed);
        var builder = Grow(random, random.Next(5, 60));
        var options = new EmitOptions
        {
            Target = seed % 2 == 0 ? EmitTarget.Flat : EmitTarget.Aware,
            InstanceLimit = random.Next(4) == 0 ? 1_000 : random.Next(40, 200),
        };
        var artifact = PlanCompiler.Emit(builder.Build(), options);
        output.WriteLine($"{options}: {artifact.Imports.Count} imports, {artifact.Bytes.Length} bytes");

        Tool.AssertValid(artifact.Bytes);
        ComponentValidator.Validate(artifact.Bytes, ComponentOptions.Default with { DeferFunctionBodies = true });
        Assert.Equal(artifact.Digest, PlanCompiler.Emit(builder.Build(seed), options).Digest);
    }

    private static CompositionBuilder Grow(Random random, int count)
    {
        var builder = new CompositionBuilder().Add("f0", "text-pipe").Add("s0", "kv-memory").Add("m0", "markdown");
        int filters = 1, stores = 1, reports = 0;
        for (int i = 0; i < count; i++)
        {
            switch (random.Next(6))
            {
                case 0:
                    builder.Add("f" + filters, "c-filter");
                    filters++;
                    break;
                case 1 or 2:
                    string link = random.Next(2) == 0 ? "pass" : "tagger";
                    builder.Add("f" + filters, link).Wire("f" + filters, "demo:app/filter", "f" + random.Next(filters));
                    if (link == "tagger")
                    {
                        Grant(builder, "f" + filters, random);
                    }

                    filters++;
                    break;
                case 3 or 4:
                    builder.Add("s" + stores, "kv-prefix").Wire("s" + stores, "demo:app/store", "s" + random.Next(stores));
                    stores++;
                    break;
                default:
                    string report = "r" + reports++;
                    builder.Add(report, "report-cli")
                        .Wire(report, "demo:app/store", "s" + random.Next(stores))
                        .Wire(report, "demo:app/markdown", "m0")
                        .Wire(report, "demo:app/filter", "f" + random.Next(filters));
                    Grant(builder, report, random);
                    break;
            }
        }

        return builder.Export("f" + random.Next(filters), "demo:app/filter").Export("s" + random.Next(stores), "demo:app/store");
    }

    private static void Grant(CompositionBuilder builder, string path, Random random)
    {
        if (random.Next(2) == 0)
        {
            builder.Allow(path, "wasi:cli/environment", Plans.Variables(("TAG", path)));
        }

        foreach (string import in (string[])["wasi:cli/stdin", "wasi:cli/stdout", "wasi:cli/stderr", "wasi:clocks/monotonic-clock", "wasi:clocks/wall-clock"])
        {
            if (random.Next(4) == 0)
            {
                builder.Allow(path, import);
            }
        }

        if (random.Next(4) == 0)
        {
            builder.Allow(path, "wasi:filesystem/preopens", Plans.Directory("shared", ".", readOnly: false));
        }
    }
}
