using System.Globalization;
using System.Net;
using System.Text;

namespace Compose.Conformance;

/// <summary>One self-contained page: hosts across, suites down, each failure one click from its statement and output.</summary>
public static class Scoreboard
{
    // Failures of one suite whose output stands open, and characters of it that are shown.
    private const int Open = 20, Shown = 20_000;

    /// <summary>
    /// Writes the page of any number of reports. What hosts and reports say is text in it, whatever it looks like; and a
    /// browser is told to run and to load nothing.
    /// </summary>
    public static string Write(IReadOnlyList<ReportDocument> reports)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>Conformance of component hosts</title>\n<style>\n")
            .Append(ScoreboardStyle.Css).Append("</style>\n<main id=\"top\">\n<header><h1>Conformance of component hosts</h1>\n<p>");
        int tests = reports.SelectMany(report => report.Rows).Select(row => row.Id).Distinct(StringComparer.Ordinal).Count();
        page.Append(CultureInfo.InvariantCulture, $"{tests} tests, {reports.Count} {(reports.Count == 1 ? "host" : "hosts")}. A cell shows what passed of what the host claims; a dash, that it claims nothing there.</p></header>\n");
        Table(page, reports);
        Hosts(page, reports);
        Details(page, reports);
        return page.Append("</main>\n</html>\n").ToString();
    }

    private static void Table(StringBuilder page, IReadOnlyList<ReportDocument> reports)
    {
        page.Append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Hosts by suite\"><table>\n<thead><tr><th scope=\"col\">suite</th>");
        foreach (ReportDocument report in reports)
        {
            page.Append("<th scope=\"col\"><span class=\"host\">").Append(Text(report.Host.Title)).Append("</span><span class=\"version\">").Append(Text(Shorten(report.Host.Version))).Append("</span></th>");
        }

        page.Append("</tr></thead>\n<tbody>\n");
        foreach ((string name, string title) in Suites(reports))
        {
            page.Append("<tr><th scope=\"row\"><b>").Append(Text(title)).Append("</b><span class=\"version\">").Append(Text(name)).Append("</span></th>");
            foreach ((int number, ReportDocument report) in reports.Index())
            {
                Cell(page, report, number, name, title);
            }

            page.Append("</tr>\n");
        }

        page.Append("</tbody>\n<tfoot><tr><th scope=\"row\">all</th>");
        foreach ((int number, ReportDocument report) in reports.Index())
        {
            Cell(page, report, number, null, "all");
        }

        page.Append("</tr></tfoot>\n</table></div>\n");
    }

    private static void Cell(StringBuilder page, ReportDocument report, int number, string? suite, string title)
    {
        ReportRow[] claimed = [.. report.Rows.Where(row => (suite is null || row.Suite == suite) && row.Verdict is Verdict.Passed or Verdict.Failed)];
        if (claimed.Length == 0)
        {
            page.Append("<td class=\"none\" title=\"not claimed\">–</td>");
            return;
        }

        int passed = claimed.Count(row => row.Verdict == Verdict.Passed);
        int share = 100 * passed / claimed.Length;
        string kind = passed == claimed.Length ? "all" : share >= 80 ? "most" : "few";
        page.Append(CultureInfo.InvariantCulture, $"<td class=\"{kind}\"><a href=\"#{Anchor(number, suite)}\" aria-label=\"{Text(report.Host.Title)}, {Text(title)}: {passed} of {claimed.Length} passed\"><span class=\"count\">{passed}<small>/{claimed.Length}</small></span><span class=\"bar\"><i style=\"width:{share}%\"></i></span></a></td>");
    }

    private static void Hosts(StringBuilder page, IReadOnlyList<ReportDocument> reports)
    {
        page.Append("<section class=\"cards\">\n");
        foreach ((int number, ReportDocument report) in reports.Index())
        {
            page.Append("<article id=\"").Append(Anchor(number, null)).Append("\"><h2>").Append(Text(report.Host.Title)).Append("</h2><p class=\"version\">").Append(Text(Shorten(report.Host.Version))).Append("</p><p>");
            page.Append(CultureInfo.InvariantCulture, $"<b class=\"ok\">{report.Count(Verdict.Passed)}</b> passed, <b{(report.Count(Verdict.Failed) > 0 ? " class=\"bad\"" : string.Empty)}>{report.Count(Verdict.Failed)}</b> failed, {report.Count(Verdict.Skipped)} skipped, {report.Count(Verdict.Unclaimed)} unclaimed</p>");
            page.Append("<dl><dt>program</dt><dd><code>").Append(Text(report.Host.ProgramDigest.Hex[..16])).Append("…</code></dd><dt>suites</dt><dd><code>").Append(Text(report.SuiteDigest.Hex[..16])).Append("…</code></dd><dt>run</dt><dd>")
                .Append(report.Started.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).Append(" UTC</dd></dl></article>\n");
        }

        page.Append("</section>\n");
    }

    private static void Details(StringBuilder page, IReadOnlyList<ReportDocument> reports)
    {
        foreach ((int number, ReportDocument report) in reports.Index())
        {
            page.Append("<section><h2>").Append(Text(report.Host.Title)).Append(" <a class=\"back\" href=\"#top\">back to the table</a></h2>\n");
            foreach (IGrouping<string, ReportRow> suite in report.Rows.Where(row => row.Verdict == Verdict.Failed).GroupBy(row => row.Suite))
            {
                page.Append("<div id=\"").Append(Anchor(number, suite.Key)).Append("\">\n");
                bool isOpen = suite.Count() <= Open;
                foreach (ReportRow row in suite)
                {
                    Row(page, row, isOpen);
                }

                page.Append("</div>\n");
            }

            foreach ((string name, string title) in Suites(reports))
            {
                Passed(page, report, number, name, title);
            }

            page.Append("</section>\n");
        }
    }

    private static void Passed(StringBuilder page, ReportDocument report, int number, string name, string title)
    {
        ReportRow[] passed = [.. report.Rows.Where(row => row.Suite == name && row.Verdict == Verdict.Passed)];
        if (passed.Length == 0)
        {
            return;
        }

        // The cell of a suite leads to its failures, or to what passed where there are none.
        bool hasFailures = report.Rows.Any(row => row.Suite == name && row.Verdict == Verdict.Failed);
        page.Append("<details class=\"passed\"");
        if (!hasFailures)
        {
            page.Append(" id=\"").Append(Anchor(number, name)).Append('"');
        }

        page.Append(CultureInfo.InvariantCulture, $"><summary>{Text(title)}: {passed.Length} passed</summary><ul>");
        foreach (ReportRow row in passed)
        {
            page.Append("<li><code>").Append(Text(row.Id)).Append("</code> ").Append(Text(row.Statement)).Append("</li>");
        }

        page.Append("</ul></details>\n");
    }

    private static void Row(StringBuilder page, ReportRow row, bool isOpen)
    {
        page.Append("<details class=\"failed\"").Append(isOpen ? " open" : string.Empty).Append("><summary><code>").Append(Text(row.Id)).Append("</code> ").Append(Text(row.Statement)).Append("</summary><ul>");
        foreach (string reason in row.Reasons)
        {
            page.Append("<li>").Append(Text(reason)).Append("</li>");
        }

        page.Append("</ul><p class=\"version\">proves ").Append(Text(string.Join(", ", row.Clauses))).Append("</p><pre tabindex=\"0\">")
            .Append(Text(row.Output.Length <= Shown ? row.Output : string.Concat(row.Output.AsSpan(0, Shown), "…"))).Append("</pre></details>\n");
    }

    private static List<(string Name, string Title)> Suites(IReadOnlyList<ReportDocument> reports) =>
        [.. reports.SelectMany(report => report.Suites).DistinctBy(suite => suite.Name).Where(suite => reports.Any(report => report.Rows.Any(row => row.Suite == suite.Name)))];

    // By number: two reports may be about one host.
    private static string Anchor(int number, string? suite) => string.Create(CultureInfo.InvariantCulture, $"host-{number + 1}")
        + (suite is null ? string.Empty : "-" + string.Concat(suite.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')));

    /// <summary>A version without the whole commit that some carry behind a plus, and never longer than a line.</summary>
    private static string Shorten(string version)
    {
        int plus = version.IndexOf('+', StringComparison.Ordinal);
        string text = plus >= 0 && version.Length > plus + 9 ? version[..(plus + 9)] + "…" : version;
        return text.Length > 40 ? text[..40] + "…" : text;
    }

    /// <summary>Text for the page. What cannot be seen, or turns about what stands beside it, is shown as a replacement.</summary>
    private static string Text(string text) => WebUtility.HtmlEncode(string.Concat(text.Select(letter => IsUnseen(letter) ? '\ufffd' : letter)));

    private static bool IsUnseen(char letter) =>
        (char.IsControl(letter) && letter is not ('\n' or '\t' or '\r')) || letter is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
