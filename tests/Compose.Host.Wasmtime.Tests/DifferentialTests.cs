using System.Globalization;
using Compose.EngineKit.Differential;
using Compose.Host.Clr;
using Compose.Testing;

namespace Compose.Host.Wasmtime.Tests;

/// <summary>
/// The embedded engine and Wasmtime on modules made of seeds. A few hundred seeds by default, 10,000 in a long run, or
/// up to <c>COMPOSE_SEEDS</c>: then a run that was cut off goes on where it was (<c>build/differential</c>). Modules on
/// which the engines differ are kept there, and those of the past in <c>corpus</c>, which is replayed first.
/// </summary>
public sealed class DifferentialTests
{
    private const int DefaultSeeds = 250;
    private const int LongSeeds = 10_000;
    private static readonly ClrEngine s_embedded = new();

    public static TheoryData<string> Corpus()
    {
        var data = new TheoryData<string>();
        string folder = Path.Combine(AppContext.BaseDirectory, "corpus");
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.wasm") : [];
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            data.Add(Path.GetFileName(file));
        }

        return data;
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Corpus))]
    public void Corpus_EachModule_DoesTheSameOnBothEngines(string file)
    {
        byte[] binary = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "corpus", file));
        int seed = int.Parse(file.AsSpan(0, file.IndexOf('.', StringComparison.Ordinal)), CultureInfo.InvariantCulture);

        Assert.Null(Comparison.Difference(s_embedded, Shared.Engine, binary, seed, out _));
    }

    [Fact]
    public void Seeds_EachModule_DoesTheSameOnBothEngines()
    {
        WasmtimeEngine wasmtime = Shared.Engine;
        _ = SharedData.RequireTool("wasm-tools");
        bool resumes = int.TryParse(Environment.GetEnvironmentVariable("COMPOSE_SEEDS"), CultureInfo.InvariantCulture, out int wanted);
        int count = resumes ? wanted : Campaign.IsLong ? LongSeeds : DefaultSeeds;
        string folder = Path.Combine(SharedData.RepositoryRoot!, "build", "differential");
        string progress = Path.Combine(folder, "progress");
        int first = resumes && File.Exists(progress) && int.TryParse(File.ReadAllText(progress), CultureInfo.InvariantCulture, out int done) && done < count ? done : 0;
        var differences = new System.Collections.Concurrent.ConcurrentQueue<string>();
        int substantial = 0;
        for (int start = first; start < count; start += 100)
        {
            int end = Math.Min(start + 100, count);
            Parallel.For(start, end, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
            {
                if (ModuleMaker.Make(seed) is not { } binary)
                {
                    return;
                }

                string? difference = Comparison.Difference(s_embedded, wasmtime, binary, seed, out int observed);
                if (observed > 3)
                {
                    Interlocked.Increment(ref substantial);
                }

                if (difference is not null)
                {
                    Directory.CreateDirectory(folder);
                    File.WriteAllBytes(Path.Combine(folder, $"{seed}.wasm"), binary);
                    differences.Enqueue($"seed {seed}:\n{difference}");
                }
            });
            if (resumes)
            {
                Directory.CreateDirectory(folder);
                File.WriteAllText(progress, end.ToString(CultureInfo.InvariantCulture));
            }
        }

        // A harness that compares nothing would pass: most modules must get further than their instantiation.
        Assert.InRange(substantial, (count - first) / 3, count);
        Assert.True(differences.IsEmpty, $"{differences.Count} of {count - first} differ; modules are in {folder}\n{string.Join("\n\n", differences.Take(20))}");
    }
}
