using System.Text;
using System.Xml.Linq;
using Compose.Provenance;
using Compose.Signing;

namespace Compose.Conformance.Tests;

/// <summary>Reports say what was found, in every form, and are read again.</summary>
public sealed class ReportTests
{
    [Fact]
    public void Json_WrittenAndRead_IsTheSame()
    {
        ReportDocument report = Report(Verdict.Passed, Verdict.Failed);
        ReportDocument again = ReadText(JsonReport.Write(report));
        Assert.Equal(JsonReport.Write(report), JsonReport.Write(again));
        Assert.Equal(1, again.Count(Verdict.Failed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"format\": \"other/1\"}")]
    [InlineData("{\"format\": \"compose-conformance/1\", \"host\": 3}")]
    public void Json_NotAReport_IsRefused(string text)
    {
        ComposeException failure = Assert.Throws<ComposeException>(() => ReadText(text));
        Assert.Equal(ErrorCodes.Conformance.InvalidReport, failure.Error.Code);
    }

    [Fact]
    public void JUnit_WithControlCharacters_IsXml()
    {
        var xml = XDocument.Parse(JUnitReport.Write(Report(Verdict.Failed, Verdict.Unclaimed)));
        XElement suite = Assert.Single(xml.Root!.Elements("testsuite"));
        Assert.Equal("1", suite.Attribute("failures")!.Value);
        Assert.Equal("1", suite.Attribute("skipped")!.Value);
    }

    [Fact]
    public void Scoreboard_WithMarkupInOutput_ShowsItAsText()
    {
        string page = Scoreboard.Write([Report(Verdict.Failed, Verdict.Passed)]);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Scoreboard_HostileInEveryField_IsTextEverywhere()
    {
        const string Hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&#x3c;b\u202e\0";
        ReportDocument report = Report(Verdict.Failed, Verdict.Passed);
        var hostile = new ReportDocument
        {
            Host = report.Host with { Name = Hostile, Title = Hostile, Version = Hostile, Claims = [Hostile] },
            SuiteDigest = report.SuiteDigest,
            Started = report.Started,
            Suites = [(Hostile, Hostile)],
            Rows = [.. report.Rows.Select(row => row with { Id = Hostile, Suite = Hostile, Statement = Hostile, Clauses = [Hostile], Reasons = [Hostile], Output = Hostile + new string('x', 100_000) })],
        };
        string page = Scoreboard.Write([hostile, hostile]);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', page);
        Assert.DoesNotContain('\0', page);
        Assert.True(page.Length < 100_000);
        string[] ids = [.. page.Split(" id=\"").Skip(1).Select(part => part[..part.IndexOf('"', StringComparison.Ordinal)])];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.All(id, letter => Assert.True(char.IsAsciiLetterOrDigit(letter) || letter == '-')));
    }

    [Fact]
    public void Scoreboard_ManyFailures_StandClosed()
    {
        ReportDocument report = Report(Verdict.Failed, Verdict.Failed);
        Assert.Contains("<details class=\"failed\" open>", Scoreboard.Write([report]), StringComparison.Ordinal);
        ReportDocument many = report with { Rows = [.. Enumerable.Repeat(report.Rows[0], 50)] };
        Assert.DoesNotContain("open>", Scoreboard.Write([many]), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_TestThatPassedAndFails_IsALoss()
    {
        IReadOnlyList<ReportDifference> differences = ReportComparison.Of(Report(Verdict.Passed, Verdict.Failed), Report(Verdict.Failed, Verdict.Passed));
        Assert.Equal(["sample/a", "sample/b"], differences.Select(difference => difference.Id));
        Assert.Equal([true, false], differences.Select(difference => difference.IsLoss));
        Assert.Empty(ReportComparison.Of(Report(Verdict.Passed, Verdict.Failed), Report(Verdict.Passed, Verdict.Failed)));
    }

    [Fact]
    public void Attestation_OfAReport_VerifiesByItsKeyOnly()
    {
        using SigningKey key = SigningKey.Create(KeyAlgorithm.Ed25519), other = SigningKey.Create(KeyAlgorithm.Ed25519);
        byte[] report = Encoding.UTF8.GetBytes(JsonReport.Write(Report(Verdict.Passed, Verdict.Failed)));
        byte[] bundle = ReportAttestation.Sign("report.json", report, key);
        ReportDocument verified = ReportAttestation.Verify(report, "report.json", bundle, "bundle", key.Key);
        Assert.Equal(1, verified.Count(Verdict.Passed));
        Assert.Equal(ErrorCodes.Trust.SignatureInvalid, Refused(() => ReportAttestation.Verify(report, "report.json", bundle, "bundle", other.Key)));
    }

    [Fact]
    public void Attestation_OfAReportThatWasChanged_IsRefused()
    {
        using SigningKey key = SigningKey.Create(KeyAlgorithm.Ed25519);
        byte[] failed = Encoding.UTF8.GetBytes(JsonReport.Write(Report(Verdict.Passed, Verdict.Failed)));
        byte[] passed = Encoding.UTF8.GetBytes(JsonReport.Write(Report(Verdict.Passed, Verdict.Passed)));
        byte[] bundle = ReportAttestation.Sign("report.json", failed, key);
        Assert.Equal(ErrorCodes.Trust.InvalidStatement, Refused(() => ReportAttestation.Verify(passed, "report.json", bundle, "bundle", key.Key)));

        // A statement of the same report that tells other totals.
        InTotoStatement statement = InTotoStatement.Of(Attestations.EnvelopeOf(bundle));
        statement.Predicate["totals"]!["failed"] = 0;
        byte[] lying = BundleSigner.SignStatement(statement, key, []);
        Assert.Equal(ErrorCodes.Trust.InvalidStatement, Refused(() => ReportAttestation.Verify(failed, "report.json", lying, "bundle", key.Key)));
        byte[] elsewhere = BundleSigner.SignStatement(statement with { PredicateType = Attestations.SlsaType }, key, []);
        Assert.Equal(ErrorCodes.Trust.InvalidStatement, Refused(() => ReportAttestation.Verify(failed, "report.json", elsewhere, "bundle", key.Key)));
        Assert.Equal(ErrorCodes.Trust.InvalidBundle, Refused(() => ReportAttestation.Verify(failed, "report.json", "[]"u8, "bundle", key.Key)));
        Assert.Equal(ErrorCodes.Conformance.InvalidReport, Refused(() => ReportAttestation.Sign("x", "{}"u8, key)));
    }

    [Fact]
    public void Metrics_OfAReport_CountTestsBySuiteAndVerdict()
    {
        IReadOnlyList<Metric> metrics = ReportMetrics.Of(Report(Verdict.Passed, Verdict.Unclaimed));
        Metric tests = metrics.Single(metric => metric.Name == "compose.conformance.tests");
        Assert.Equal(["passed", "unclaimed"], tests.Series.Select(series => series.Labels.Single(label => label.Key == "verdict").Value));
        Assert.All(tests.Series, series => Assert.Equal(1, series.Value));
        Assert.Equal(1, metrics.Single(metric => metric.Name == "compose.conformance.test.duration").Series.Single().Count);
        Assert.Contains("compose_conformance_tests_total{host=\"h\",suite=\"sample\",verdict=\"passed\"} 1", PrometheusText.Write(metrics), StringComparison.Ordinal);
    }

    [Fact]
    public void Scoreboard_Cells_LeadToFailuresOrToWhatPassed()
    {
        string page = Scoreboard.Write([Report(Verdict.Failed, Verdict.Passed)]);
        Assert.Contains("href=\"#host-1-sample\"", page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("id=\"host-1-sample\"").Length);
        Assert.Contains("<div id=\"host-1-sample\">\n<details class=\"failed\" open>", page, StringComparison.Ordinal);
        Assert.Contains("<details class=\"passed\" id=\"host-1-sample\">", Scoreboard.Write([Report(Verdict.Passed, Verdict.Passed)]), StringComparison.Ordinal);
    }

    private static ErrorCode Refused(Action action) => Assert.Throws<ComposeException>(action).Error.Code;

    private static ReportDocument Report(Verdict first, Verdict second) => new()
    {
        Host = new HostIdentity { Name = "h", Title = "A <b>host</b>", Version = "1", ProgramDigest = Digest.Of([1]), Claims = ["sample"] },
        SuiteDigest = Digest.Of([2]),
        Started = DateTimeOffset.UnixEpoch,
        Suites = [("sample", "Sample")],
        Rows =
        [
            new ReportRow { Id = "sample/a", Suite = "sample", Statement = "A.", Verdict = first, Reasons = first == Verdict.Failed ? ["wrong"] : [], Output = "<script>\u0001" },
            new ReportRow { Id = "sample/b", Suite = "sample", Statement = "B.", Verdict = second, Reasons = [] },
        ],
    };

    private static ReportDocument ReadText(string text)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            return JsonReport.Read(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
