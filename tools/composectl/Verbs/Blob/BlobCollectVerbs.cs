using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Plans;
using Compose.Store;

namespace Compose.CommandLine;

/// <summary><c>blob gc</c> and <c>blob fsck</c>.</summary>
internal static class BlobCollectVerbs
{
    public static Command Collect()
    {
        var grace = new Option<string>("--grace") { Description = "What was used more recently stays, such as 10m or 24h.", HelpName = "TIME", DefaultValueFactory = _ => "1h" };
        var quota = new Option<string?>("--max-size") { Description = "Also drop what caches hold (artifacts, results, compiled code), the least recently used first, until this much is left.", HelpName = "SIZE" };
        var dry = new Option<bool>("--dry-run") { Description = "Only tell." };
        var command = new Command("gc", "Remove blobs that no pin, lock file, tenant or cache keeps, what caches hold unused for 30 days, and left-overs of killed writers.") { grace, quota, dry };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            bool isDry = parsed.GetValue(dry);
            CollectReport report = new StoreCollector(StoreFolder.Require(parsed)) { References = PlanBlobs.Of }.Collect(Grace(parsed.GetRequiredValue(grace)), parsed.GetValue(quota) is { } most ? (long)Math.Min(Quantities.Bytes(most, "--max-size"), long.MaxValue) : null, isDry);
            var document = new JsonObject
            {
                ["removed"] = new JsonArray([.. report.Removed.Select(digest => (JsonNode)digest.ToString())]),
                ["removed-bytes"] = report.RemovedBytes,
                ["kept-bytes"] = report.KeptBytes,
                ["removed-cached"] = report.RemovedCached,
                ["removed-entries"] = report.RemovedEntries,
                ["removed-temporary"] = report.RemovedTemporary,
                ["removed-locks"] = report.RemovedLocks,
            };
            ComposeError[] warnings = report.IsOverQuota
                ? [new ComposeError(ErrorCodes.Blob.QuotaExceeded, $"{report.KeptBytes} bytes are kept by pins and tenants, or were used just now", null, "remove pins, or use a shorter --grace") { IsWarning = true }]
                : [];
            return invocation.Succeed(document, text => text.WriteLine($"{(isDry ? "would remove" : "removed")} {report.Removed.Count} blobs{(report.RemovedCached > 0 ? $" and {report.RemovedCached} cached files" : string.Empty)}, {report.RemovedBytes} bytes; {report.KeptBytes} bytes stay"), warnings);
        }));
        return command;
    }

    private static TimeSpan Grace(string text) => text is "0" or "0s" ? TimeSpan.Zero : Quantities.Time(text, "--grace");

    public static Command Check()
    {
        var repair = new Option<bool>("--repair") { Description = "Remove damaged blobs, so that they are made or fetched again." };
        var command = new Command("fsck", "Hash every blob and follow every reference; exit code 1 if something is wrong.") { repair };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ContentStore store = StoreFolder.Require(parsed);
            IReadOnlyList<ComposeError> problems = new StoreCollector(store).Check(parsed.GetValue(repair));
            int count = store.List().Count;
            return problems.Count == 0
                ? invocation.Succeed(new JsonObject { ["blobs"] = count }, text => text.WriteLine($"{count} blobs are whole"))
                : invocation.Fail(problems, new JsonObject { ["blobs"] = count });
        }));
        return command;
    }
}
