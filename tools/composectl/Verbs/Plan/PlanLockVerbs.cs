using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Distribution.Sources;
using Compose.Plans;
using Compose.Trust;

namespace Compose.CommandLine;

/// <summary><c>plan lock|update|vendor PLAN</c>: what addresses stand for, kept beside the plan.</summary>
internal static class PlanLockVerbs
{
    public static Command Lock()
    {
        Argument<string> file = PlanVerbs.File();
        var check = new Option<bool>("--check") { Description = "Write nothing; exit code 1 if the lock file would change." };
        var command = new Command("lock", "Keep what the addresses of a plan stand for in the lock file beside it; what is locked stays as it is.") { file, check };
        command.SetAction(parsed => Invocation.Run(parsed, invocation => Write(invocation, parsed.GetRequiredValue(file), static _ => false, parsed.GetValue(check))));
        return command;
    }

    public static Command Update()
    {
        Argument<string> file = PlanVerbs.File();
        var components = new Argument<string[]>("COMPONENT") { Description = "Ids of components (default: all).", Arity = ArgumentArity.ZeroOrMore };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would change, and write nothing." };
        var command = new Command("update", "Ask again what the addresses of a plan stand for, and keep that in the lock file.") { file, components, dryRun };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(file);
            HashSet<string> ids = [.. parsed.GetValue(components) ?? []];
            if (ids.Count > 0 && ids.Except(PlanReader.ReadFile(path).Require().Components.Select(component => component.Id)).FirstOrDefault() is { } unknown)
            {
                throw new ComposeException(ErrorCodes.Plan.UnknownComponent, $"the plan has no component '{unknown}'", new ErrorLocation { File = path });
            }

            return Write(invocation, path, component => ids.Count == 0 || ids.Contains(component.Id), parsed.GetValue(dryRun), changesFail: false);
        }));
        return command;
    }

    public static Command Vendor()
    {
        Argument<string> file = PlanVerbs.File();
        var output = new Option<string>("--output", "-o") { Description = "The folder, an OCI image layout.", HelpName = "FOLDER", DefaultValueFactory = _ => "vendor" };
        var command = new Command("vendor", "Keep the bytes of all addresses of a plan in a folder beside it, so that it is built without a network.") { file, output };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(file), name = parsed.GetRequiredValue(output);
            PlanDocument document = PlanReader.ReadFile(path);
            string home = document.BaseDirectory ?? Environment.CurrentDirectory, folder = Path.GetFullPath(name, home);
            using SourceSession sources = SourceSession.Open(invocation);
            (PlanLock locked, _) = PlanLocker.Lock(document, sources.Remote, static _ => false);
            int count = PlanLocker.Vendor(document, locked, sources.Remote, folder, new StoredEvidence(StoreFolder.Require(parsed)));
            string lockFile = PlanLock.PathFor(path);
            InputFile.Write(lockFile, (locked with { Vendor = Path.GetRelativePath(home, folder).Replace(Path.DirectorySeparatorChar, '/') }).Encode());
            sources.Keep(lockFile);
            return invocation.Succeed(
                new JsonObject { ["folder"] = folder, ["components"] = count, ["lock"] = lockFile },
                text => text.WriteLine($"{folder}: {count} component{(count == 1 ? string.Empty : "s")}; {lockFile} names it"));
        }));
        return command;
    }

    private static int Write(Invocation invocation, string path, Func<PlanComponent, bool> renew, bool isDryRun, bool changesFail = true)
    {
        PlanDocument document = PlanReader.ReadFile(path);
        using SourceSession sources = SourceSession.Open(invocation);
        (PlanLock locked, IReadOnlyList<LockChange> changes) = PlanLocker.Lock(document, sources.Remote, renew);
        string file = PlanLock.PathFor(path);
        bool differs = changes.Any(change => change.Word != "kept");
        if (!isDryRun && (differs || !File.Exists(file)))
        {
            InputFile.Write(file, locked.Encode());
        }

        if (!isDryRun)
        {
            sources.Keep(file);
        }

        var answer = new JsonObject
        {
            ["lock"] = file,
            ["changed"] = differs,
            ["sources"] = new JsonArray([.. changes.Select(change => (JsonNode)new JsonObject
            {
                ["source"] = change.Source,
                ["change"] = change.Word,
                ["digest"] = (change.After ?? change.Before)!.Digest.ToString(),
            })]),
        };
        return invocation.Conclude(
            answer,
            text =>
            {
                foreach (LockChange change in changes)
                {
                    text.WriteLine($"{change.Word,-7} {change.Source}  {(change.After ?? change.Before)!.Digest}");
                }

                text.WriteLine(isDryRun ? $"{file} {(differs ? "would change" : "is up to date")}" : $"{file}: {locked.Sources.Count} source{(locked.Sources.Count == 1 ? string.Empty : "s")}");
            },
            isDryRun && differs && changesFail ? ExitCode.Failed : ExitCode.Ok);
    }
}
