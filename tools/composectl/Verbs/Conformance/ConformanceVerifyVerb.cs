using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Compose.Conformance;
using Compose.Signing;

namespace Compose.CommandLine;

/// <summary><c>conformance verify</c>.</summary>
internal static class ConformanceVerifyVerb
{
    public static Command Create()
    {
        Option<string> root = ConformanceVerbs.Root();
        var report = new Argument<string>("REPORT") { Description = "A report of `conformance run --report FILE --attest KEY`." };
        var key = new Option<string>("--key") { Description = "The public key that must have signed.", HelpName = "FILE", Required = true };
        var bundle = new Option<string?>("--bundle") { Description = "The signed statement (default: REPORT.sigstore.json).", HelpName = "FILE" };
        var command = new Command("verify", "Verify offline that a report is as it was signed, and say by which suites it judged. Exit code 3 if it does not hold.") { report, key, bundle, root };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(report), keyFile = parsed.GetRequiredValue(key);
            string statement = parsed.GetValue(bundle) ?? path + ReportAttestation.BundleSuffix;
            ReportDocument verified = ReportAttestation.Verify(
                InputFile.Read(path), path, InputFile.Read(statement), statement, KeyFiles.ReadPublic(KeyFiles.ReadFile(keyFile), keyFile));
            string folder = parsed.GetRequiredValue(root);
            bool? isOfTheseSuites = Directory.Exists(Path.Combine(folder, "suites")) ? SuiteCatalog.Open(folder).Digest == verified.SuiteDigest : null;
            return invocation.Succeed(
                new JsonObject
                {
                    ["verified"] = true,
                    ["host"] = verified.Host.Name,
                    ["version"] = verified.Host.Version,
                    ["program"] = verified.Host.ProgramDigest.ToString(),
                    ["suite-digest"] = verified.SuiteDigest.ToString(),
                    ["suites-are-these"] = isOfTheseSuites,
                    ["passed"] = verified.Count(Verdict.Passed),
                    ["failed"] = verified.Count(Verdict.Failed),
                },
                text =>
                {
                    text.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"verified {Terminal.Printable(verified.Host.Title)} {Terminal.Printable(verified.Host.Version)}: {verified.Count(Verdict.Passed)} passed, {verified.Count(Verdict.Failed)} failed, {verified.Count(Verdict.Skipped)} skipped, {verified.Count(Verdict.Unclaimed)} unclaimed"));
                    text.WriteLine($"by suites {verified.SuiteDigest}{isOfTheseSuites switch { true => ", which are these", false => ", which are not these", _ => string.Empty }}");
                });
        }));
        return command;
    }
}
