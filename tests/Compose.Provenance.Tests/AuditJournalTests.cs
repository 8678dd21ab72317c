using System.Text;

namespace Compose.Provenance.Tests;

public sealed class AuditJournalTests : IDisposable
{
    private static readonly byte[] s_key = new byte[32];

    private readonly string _folder = Directory.CreateTempSubdirectory("compose-audit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Append_Chains_AndReadsBack()
    {
        AuditJournal journal = Filled(5);
        List<JournalRecord> records = [.. journal.Read()];
        Assert.Equal([1L, 2, 3, 4, 5], records.Select(record => record.Sequence));
        Assert.Equal(AuditJournal.Genesis, records[0].Previous);
        Assert.Equal(JournalRecord.HashOf(records[0].ToLine()), records[1].Previous);
        Assert.Equal("exit:3", records[2].Fact.Outcome);
        (IReadOnlyList<ComposeError> faults, long count, Digest head) = journal.Verify();
        Assert.Empty(faults);
        Assert.Equal(5, count);
        Assert.Equal(JournalRecord.HashOf(records[4].ToLine()), head);
    }

    [Fact]
    public void Verify_AnyByteChanged_NamesTheRecord()
    {
        AuditJournal journal = Filled(4);
        string file = Segment(1);
        byte[] good = File.ReadAllBytes(file);
        int line = 1;
        for (int i = 0; i < good.Length; i += 13)
        {
            line = 1 + good.AsSpan(0, i).Count((byte)'\n');
            byte[] bad = [.. good];
            bad[i] ^= 2;
            File.WriteAllBytes(file, bad);
            IReadOnlyList<ComposeError> faults = journal.Verify().Faults;
            Assert.NotEmpty(faults);
            Assert.Contains(faults, fault => fault.Where?.Line is { } at && Math.Abs(at - line) <= 1);
        }
    }

    [Fact]
    public void Verify_RecordsRemovedSwappedOrAdded_IsFound()
    {
        AuditJournal journal = Filled(5);
        string[] lines = File.ReadAllLines(Segment(1));
        Assert.NotEmpty(Faults(journal, [lines[0], lines[2], lines[3], lines[4]]));
        Assert.NotEmpty(Faults(journal, [lines[0], lines[2], lines[1], lines[3], lines[4]]));
        Assert.NotEmpty(Faults(journal, [.. lines, lines[4]]));
        Assert.Contains("cut off", Assert.Single(Faults(journal, lines[..3])).Message, StringComparison.Ordinal);
        Assert.NotEmpty(Faults(journal, []));
        Assert.Empty(Faults(journal, lines));
        File.WriteAllText(Path.Combine(_folder, "head"), $"3 {AuditJournal.Genesis.Hex} {AuditJournal.Genesis.Hex}\n");
        Assert.Contains("head was changed", Assert.Single(journal.Verify().Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_AfterATornLine_RecoversAndSaysSo()
    {
        AuditJournal journal = Filled(2);
        File.AppendAllText(Segment(1), "{\"context\":{\"ha");
        Assert.Empty(journal.Verify().Faults);
        journal.Append(Fact(9));
        List<JournalRecord> records = [.. journal.Read()];
        Assert.Equal(["recovered", "exit:9"], records.Skip(2).Select(record => record.Fact.Outcome));
        Assert.Equal("15", records[2].Fact.Context[0].Value);
        Assert.Empty(journal.Verify().Faults);
    }

    [Fact]
    public void Append_RotatesSegments_AndTheChainGoesOn()
    {
        var journal = new AuditJournal(_folder, s_key) { SegmentBytes = 600 };
        for (int i = 0; i < 20; i++)
        {
            journal.Append(Fact(i));
        }

        Assert.True(Directory.GetFiles(_folder, "*.jsonl").Length > 3);
        Assert.Equal(20, journal.Verify().Count);
        Assert.Empty(journal.Verify().Faults);
        File.Delete(Segment(2));
        Assert.NotEmpty(journal.Verify().Faults);
    }

    [Fact]
    public void Append_ByManyAtOnce_KeepsOneChain()
    {
        Parallel.For(0, 8, worker =>
        {
            for (int i = 0; i < 10; i++)
            {
                new AuditJournal(_folder, s_key).Append(Fact(worker));
            }
        });
        (IReadOnlyList<ComposeError> faults, long count, _) = new AuditJournal(_folder, s_key).Verify();
        Assert.Empty(faults);
        Assert.Equal(80, count);
    }

    [Fact]
    public void Prove_EveryRecord_LeadsToTheRootOfItsSegment()
    {
        AuditJournal journal = Filled(11);
        Digest root = journal.Prove(1).Root;
        for (int i = 1; i <= 11; i++)
        {
            JournalProof proof = journal.Prove(i);
            Assert.Equal(root, proof.Root);
            Assert.True(proof.Holds());
            Assert.False((proof with { Index = (proof.Index + 1) % 11 }).Holds());
            Assert.False((proof with { Line = "other"u8.ToArray() }).Holds());
        }

        Assert.Equal(ErrorCodes.Audit.NotFound, Assert.Throws<ComposeException>(() => journal.Prove(12)).Error.Code);
    }

    [Fact]
    public void Cef_EscapesWhatWouldEndAField()
    {
        var record = new JournalRecord(7, DateTimeOffset.UnixEpoch, AuditJournal.Genesis, new AuditRecord(AuditOperation.Exec, AuditSeverity.Error, "a|b\nc") { Context = [new("k", "x=y\\z\n")] });
        string line = AuditExport.ToCef(record);
        Assert.StartsWith("CEF:0|Compose|composectl|1|exec|exec a\\|b c|7|rt=0 externalId=7", line, StringComparison.Ordinal);
        Assert.Contains("composeContextK=x\\=y\\\\z\\n", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void OpenTelemetry_HasSeverityTimeAndAttributes()
    {
        string json = AuditExport.ToOpenTelemetry(Filled(1).Read()).ToJsonString();
        Assert.Contains("\"severityNumber\":9", json, StringComparison.Ordinal);
        Assert.Contains("\"compose.outcome\"", json, StringComparison.Ordinal);
    }

    private AuditJournal Filled(int count)
    {
        var journal = new AuditJournal(_folder, s_key);
        for (int i = 1; i <= count; i++)
        {
            journal.Append(Fact(i));
        }

        return journal;
    }

    private static AuditRecord Fact(int code) => new(AuditOperation.Exec, AuditSeverity.Info, $"exit:{code}")
    {
        Plan = Digest.Of("plan"u8),
        Tenant = "acme",
        Instance = new InstancePath("app/db"),
        ExitCode = code,
        Determinism = DeterminismMode.Strict,
        Context = [new("b", "2"), new("a", "é\"\n")],
    };

    private IReadOnlyList<ComposeError> Faults(AuditJournal journal, string[] lines)
    {
        File.WriteAllText(Segment(1), string.Concat(lines.Select(line => line + "\n")), new UTF8Encoding(false));
        return journal.Verify().Faults;
    }

    private string Segment(int number) => Path.Combine(_folder, $"{number:D6}.jsonl");
}
