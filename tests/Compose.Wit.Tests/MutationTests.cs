using System.Diagnostics;
using System.Globalization;
using Compose.Testing;
using Compose.Wasm.Components;
using Compose.Wasm.Core;
using Compose.Wasm.Listing;
using Compose.Wit.Binary;
using Compose.Wit.Loading;
using Compose.Wit.Making;
using Compose.Wit.Printing;

namespace Compose.Wit.Tests;

/// <summary>
/// Seeded mutations of real components, modules and WIT go through everything that reads them: each ends well or in an
/// error that says where, in bounded time and memory. <c>mutations.txt</c> keeps the seeds that once found a fault;
/// long runs go on with further seeds.
/// </summary>
public sealed class MutationTests
{
    private const int Cases = 100;
    private const long MaxAllocated = 1L << 30;
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(20);

    private static readonly string[] s_targets =
    [
        "guests/c-filter.wasm", "guests/p3-stackful.wasm", "guests/p3-sync-lift.wasm", "guests/pass.wasm", "guests/zoo.wasm", "guests/kv-prefix.wasm", "guests/p3-hello.wasm",
        "guests/adapters/wasi_snapshot_preview1.reactor.wasm", "suites/wasi-wit/0.2.12/http.wit", "suites/wasi-wit/0.2.12/filesystem.wit", "suites/wasi-wit/0.2.12/sockets.wit",
    ];

    public static TheoryData<string> Targets() => [.. s_targets];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Mutation_OfARealFile_EndsWellOrInAnErrorThatSaysWhere(string target)
    {
        byte[] original = File.ReadAllBytes(SharedData.Require(target));
        int refused = 0, count = Campaign.Rounds(Cases);
        for (int seed = 0; seed < count; seed++)
        {
            refused += Judge(target, original, seed) ? 0 : 1;
        }

        Assert.True(refused > count / 10, $"only {refused} of {count} were refused: the mutations do nothing");
    }

    [Fact]
    public void Mutation_ThatOnceFoundAFault_FindsNoneAnyMore()
    {
        foreach (string line in File.ReadLines(Path.Combine(SharedData.RepositoryRoot!, "tests", "Compose.Wit.Tests", "mutations.txt")))
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            string[] words = line.Split(' ');
            Judge(words[0], File.ReadAllBytes(SharedData.Require(words[0])), int.Parse(words[1], CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData("guests/p3-stackful.wasm", 1)]
    [InlineData("guests/p3-sync-lift.wasm", 1)]
    [InlineData("guests/c-filter.wasm", 37)]
    [InlineData("suites/wasi-wit/0.2.12/io.wit", 17)]
    public void Truncation_AtEveryPlace_EndsWellOrInAnErrorThatSaysWhere(string target, int step)
    {
        byte[] original = File.ReadAllBytes(SharedData.Require(target));
        step = Campaign.IsLong ? 1 : step;

        for (int length = 0; length < original.Length; length += step)
        {
            Check(target, original[..length], $"{target} cut at {length}");
        }
    }

    /// <summary>Whether the mutant was accepted.</summary>
    private static bool Judge(string target, byte[] original, int seed) => Check(target, Mutator.Mutate(original, seed), $"{target} {seed}");

    private static bool Check(string target, byte[] bytes, string name)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        bool accepted = true;
        foreach (Action<byte[]> read in target.EndsWith(".wit", StringComparison.Ordinal) ? s_text : s_binary)
        {
            try
            {
                read(bytes);
            }
            catch (ComposeException failure)
            {
                accepted = false;
                Assert.All(failure.Errors, error => Assert.True(
                    error.Code.Domain is "Wit" or "Component" && (error.Where is not null || error.Code == ErrorCodes.Wit.NotWit || error.Code == ErrorCodes.Wit.Invalid || error.Code == ErrorCodes.Wit.EmbeddingFailed || error.Code == ErrorCodes.Wit.NotDefined),
                    $"{name}: an error says not where: {error}"));
            }
            catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{name}: {fault}");
            }
        }

        TimeSpan time = Stopwatch.GetElapsedTime(start);
        Assert.True(time < s_time, $"{name} took {time.TotalSeconds:F1} s");
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MaxAllocated, $"{name} allocated {allocated >> 20} MiB");
        return accepted;
    }

    private static readonly Action<byte[]>[] s_text =
    [
        bytes =>
        {
            ResolvedWit wit = WitLoader.Load(new WitSources([new WitFile("t.wit", bytes)], []), new WitOptions { AllFeatures = true });
            string printed = WitPrinter.PrintAll(wit);
            Assert.Equal(printed, WitPrinter.PrintAll(WitLoader.LoadText("t.wit", printed, new WitOptions { AllFeatures = true })));
        },
    ];

    private static readonly Action<byte[]>[] s_binary =
    [
        bytes =>
        {
            if (Component.IsComponent(bytes))
            {
                ComponentValidator.Validate(bytes, ComponentOptions.Lenient);
            }
            else
            {
                CoreModuleValidator.Validate(CoreModuleReader.Read(bytes, WasmFeatures.All));
            }
        },
        bytes => BinaryListing.Write(TextWriter.Null, bytes),
        bytes => BinarySummary.Of(bytes),
        bytes => WitPrinter.PrintAll(WitDecoder.Decode(bytes, "t.wasm")),
        bytes => ComponentMaker.Make(bytes),
    ];
}
