using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Compose.Conformance;

namespace Compose.CommandLine;

/// <summary><c>conformance run</c>.</summary>
internal static class ConformanceRunVerb
{
    public static Command Create()
    {
        Option<string> root = ConformanceVerbs.Root();
        var host = new Option<string>("--host") { Description = "The host to judge: a name of `list --hosts`, or a file that describes one.", HelpName = "HOST", Required = true };
        var suites = new Option<string[]>("--suite") { Description = "Only this suite. Repeatable.", HelpName = "NAME", DefaultValueFactory = _ => [] };
        var filter = new Option<string>("--filter") { Description = "Only tests whose id holds this.", HelpName = "TEXT", DefaultValueFactory = _ => string.Empty };
        var jobs = new Option<int?>("--jobs") { Description = "Tests at once (default: one for each processor).", HelpName = "N" };
        var timeout = new Option<int?>("--timeout") { Description = "No step gets more seconds than this, whatever its test allows.", HelpName = "SECONDS" };
        var fixtures = new Option<string?>("--fixtures") { Description = "Judge by the founders' list of fixtures instead.", HelpName = "FILE" };
        var report = new Option<string?>("--report") { Description = "Write the report, for `compare` and `scoreboard`.", HelpName = "FILE" };
        var junit = new Option<string?>("--junit") { Description = "Write the report in the form of JUnit.", HelpName = "FILE" };
        var html = new Option<string?>("--html") { Description = "Write the scoreboard of this host.", HelpName = "FILE" };
        var founders = new Option<string?>("--founders") { Description = "Write the founders' JSON, and print their lines.", HelpName = "FILE" };
        var summary = new Option<string?>("--founders-report") { Description = "Write the report of the founders' second runner, with its attestation if --attest names a key.", HelpName = "FILE" };
        var attest = new Option<string?>("--attest") { Description = "Sign the report of --report with this private key: REPORT.sigstore.json, for `verify`.", HelpName = "KEY" };
        var metrics = new Option<string?>("--metrics") { Description = "Write verdicts and times as metrics, for `metrics list` and `metrics export`.", HelpName = "FILE" };
        var command = new Command("run", "Judge one host. Exit code 1 if it fails what it claims.") { root, host, suites, filter, jobs, timeout, fixtures, report, attest, junit, html, founders, summary, metrics };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            if (parsed.GetValue(attest) is not null && (parsed.GetValue(report) is "-" || (parsed.GetValue(report) ?? parsed.GetValue(summary)) is null))
            {
                throw new ComposeException(ErrorCodes.Generic.Usage, "--attest signs the file of --report: name one");
            }

            // Read before hosts are started: a key that cannot be used is told at once.
            using SignerSession? session = parsed.GetValue(attest) is { } key ? SignerSession.Open(key) : null;
            int done = 0;
            bool live = !Console.IsErrorRedirected && invocation.Format == Format.Text;
            var progress = new ImmediateProgress(result =>
            {
                done++;
                if (result.Verdict == Verdict.Failed)
                {
                    invocation.Say($"{(live ? "\r" : string.Empty)}failed  {result.Test.Id}: {string.Join("; ", result.Reasons)}");
                }

                if (live)
                {
                    invocation.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{done} tests"));
                }
            });
            ConformanceReport found = ConformanceRun.RunAsync(
                new ConformanceOptions
                {
                    Root = parsed.GetRequiredValue(root),
                    Host = parsed.GetRequiredValue(host),
                    Suites = parsed.GetRequiredValue(suites),
                    Filter = parsed.GetRequiredValue(filter),
                    Jobs = parsed.GetValue(jobs) ?? Environment.ProcessorCount,
                    Seconds = parsed.GetValue(timeout) ?? int.MaxValue,
                    Fixtures = parsed.GetValue(fixtures),
                    Events = invocation.Observer.Events,
                },
                progress).GetAwaiter().GetResult();
            if (live)
            {
                invocation.Error.Write("\r          \r");
            }

            ReportDocument document = ReportDocument.Of(found);
            WriteFile(parsed.GetValue(report), () => JsonReport.Write(document));
            if (session is not null && parsed.GetValue(report) is { } path)
            {
                InputFile.Write(path + ReportAttestation.BundleSuffix, ReportAttestation.Sign(Path.GetFileName(path), InputFile.Read(path), session.Signer));
            }

            WriteFile(parsed.GetValue(metrics), () => MetricJson.Of(ReportMetrics.Of(document)).ToJsonString() + "\n");
            WriteFile(parsed.GetValue(junit), () => JUnitReport.Write(document));
            WriteFile(parsed.GetValue(html), () => Scoreboard.Write([document]));
            WriteFile(parsed.GetValue(founders), () => FoundersReport.Json(found));
            WriteFile(parsed.GetValue(summary), () => FoundersReport.Summary(found, session?.Signer));
            return invocation.Conclude(
                JsonReport.ToJson(document),
                text =>
                {
                    if (parsed.GetValue(founders) is not null)
                    {
                        foreach (string line in FoundersReport.Lines(found))
                        {
                            text.WriteLine(line);
                        }
                    }

                    text.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{found.Host.Title}: {found.Count(Verdict.Passed)} passed, {found.Count(Verdict.Failed)} failed, {found.Count(Verdict.Skipped)} skipped, {found.Count(Verdict.Unclaimed)} unclaimed"));
                },
                found.Conforms ? ExitCode.Ok : ExitCode.Failed);
        }));
        return command;
    }

    private static void WriteFile(string? path, Func<string> text)
    {
        if (path is not null)
        {
            InputFile.Write(path, System.Text.Encoding.UTF8.GetBytes(text()));
        }
    }

    // The framework's Progress posts to a pool: lines would come late and out of order.
    private sealed class ImmediateProgress(Action<TestResult> tell) : IProgress<TestResult>
    {
        public void Report(TestResult value) => tell(value);
    }
}
