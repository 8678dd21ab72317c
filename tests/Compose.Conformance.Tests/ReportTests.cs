using System.Xml.Linq;

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
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_TestThatPassedAndFails_IsALoss()
    {
        IReadOnlyList<ReportDifference> differences = ReportComparison.Of(Report(Verdict.Passed, Verdict.Failed), Report(Verdict.Failed, Verdict.Passed));
        Assert.Equal(["sample/a", "sample/b"], differences.Select(difference => difference.Id));
        Assert.Equal([true, false], differences.Select(difference => difference.IsLoss));
        Assert.Empty(ReportComparison.Of(Report(Verdict.Passed, Verdict.Failed), Report(Verdict.Passed, Verdict.Failed)));
    }

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
