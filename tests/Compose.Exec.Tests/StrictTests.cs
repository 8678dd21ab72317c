using System.Text.Json.Nodes;

namespace Compose.Exec.Tests;

public sealed class StrictTests
{
    private const string Strict = "{ determinism: strict, seed: 7 }";

    [Fact]
    public void Strict_TwiceInOtherFoldersAndAtOtherTimes_GivesEqualOutputAndReceipts()
    {
        (string output, string[] receipts) first = Run(PlanFolder.MonteCarlo(Strict), "1000");
        Thread.Sleep(20);
        (string output, string[] receipts) second = Run(PlanFolder.MonteCarlo(Strict), "1000");

        Assert.Equal(first.output, second.output);
        Assert.Equal(first.receipts, second.receipts);
        Assert.Contains("started_ns\":", first.output, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_OnFilesMadeAtOtherTimesAndInAnotherOrder_GivesEqualOutputAndReceipts()
    {
        (string output, string[] receipts) first = Run(Prepared("a", "b", "c"));
        (string output, string[] receipts) second = Run(Prepared("c", "x", "b", "a"));

        Assert.Equal(first.output, second.output);
        Assert.Equal(first.receipts, second.receipts);
        Assert.Contains("gone", first.output, StringComparison.Ordinal);

        static PlanFolder Prepared(params string[] names)
        {
            PlanFolder folder = PlanFolder.Files(Strict);
            foreach (string name in names)
            {
                string path = Path.Combine(folder.Data, name);
                File.WriteAllText(path, "same");
                File.SetLastWriteTimeUtc(path, new DateTime(2001, 1, 1 + names.Length, 0, 0, 0, DateTimeKind.Utc));
            }

            File.Delete(Path.Combine(folder.Data, "x"));
            return folder;
        }
    }

    [Fact]
    public void Relaxed_Twice_GivesOtherOutput()
    {
        Assert.NotEqual(
            Run(PlanFolder.MonteCarlo("{ determinism: relaxed }"), "1000").Output,
            Run(PlanFolder.MonteCarlo("{ determinism: relaxed }"), "1000").Output);
    }

    [Theory]
    [InlineData("strict", DeterminismMode.Relaxed, DeterminismMode.Strict)]
    [InlineData("relaxed", DeterminismMode.Audit, DeterminismMode.Audit)]
    [InlineData("audit", DeterminismMode.Strict, DeterminismMode.Strict)]
    [InlineData("relaxed", DeterminismMode.Relaxed, DeterminismMode.Relaxed)]
    public void Mode_OfPlanAndCaller_IsTheStricter(string plan, DeterminismMode caller, DeterminismMode mode)
    {
        using PlanFolder folder = PlanFolder.MonteCarlo($"{{ determinism: {plan} }}");
        var heard = new HeardEvents();
        ExecSubject subject = folder.Load();
        var options = new ExecOptions { Arguments = ["1"], Determinism = caller, Observer = heard.Observer };
        Guests.Run(subject, options);

        Assert.Equal(mode, Executor.DeterminismOf(subject, options));
        Assert.Equal(mode, heard.Receipts[^1].Determinism);
    }

    [Fact]
    public void Key_OfModeAndSeedOfTheCaller_IsAnother()
    {
        ExecSubject subject = Guests.Load("tests/guests/c-command.wasm");
        var executor = new Executor(Guests.Engine);
        string[] keys =
        [
            .. new ExecOptions[]
            {
                new(),
                new() { Determinism = DeterminismMode.Audit },
                new() { Determinism = DeterminismMode.Strict },
                new() { StrictSeed = BitConverter.GetBytes(1UL) },
                new() { StrictSeed = BitConverter.GetBytes(2UL) },
            }.Select(options => executor.KeyOf(subject, options, null, null).Value.Hex),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    private static (string Output, string[] Receipts) Run(PlanFolder folder, params string[] arguments)
    {
        using (folder)
        {
            var heard = new HeardEvents();
            ExecSubject subject = folder.Load(new ExecLoaderOptions { Observer = heard.Observer });
            (ExecResult result, string output) = Guests.Run(subject, new ExecOptions { Arguments = arguments, Observer = heard.Observer });
            Assert.Equal(0, result.ExitCode);
            return (output, [.. heard.Receipts.Select(WithoutTime)]);
        }
    }

    private static string WithoutTime(Receipt receipt)
    {
        JsonObject json = ReceiptJson.Of(receipt);
        Assert.True(json.Remove("time"));
        return json.ToJsonString();
    }
}
