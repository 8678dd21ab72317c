using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Distribution.Oci;
using Compose.Distribution.Packages;
using Compose.Wit;
using Compose.Wit.Loading;

namespace Compose.CommandLine;

/// <summary><c>wit deps WIT</c>: which package needs which, and where each was found.</summary>
internal static class WitDepsVerb
{
    public static Command Create()
    {
        Argument<string> source = WitVerbs.Source();
        Option<string[]> features = WitVerbs.Features();
        Option<bool> all = WitVerbs.AllFeatures();
        var fetch = new Option<bool>("--fetch") { Description = "First fetch the packages that are missing from their registries into deps, as wkg does; wkg.toml and wkg.lock are those of this folder." };
        var command = new Command("deps", "Draw the tree of packages and say where each came from.") { source, features, all, fetch };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(source);
            if (parsed.GetValue(fetch))
            {
                Fetch(invocation, path);
            }

            ResolvedWit wit = WitVerbs.Load(path, WitVerbs.Options(parsed, features, all));
            var reached = new HashSet<PackageId>();
            Reach(wit, wit.Main, reached);
            List<PackageId> unused = Enumerable.Range(0, wit.Packages.Count).Select(index => new PackageId(index))
                .Where(id => !reached.Contains(id)).OrderBy(id => wit[id].Name).ToList();
            return invocation.Succeed(Document(wit, path, unused), text =>
            {
                var shown = new HashSet<PackageId>();
                Draw(text, wit, path, wit.Main, string.Empty, string.Empty, shown);
                foreach (PackageId id in unused)
                {
                    text.WriteLine($"not used: {wit[id].Name}  {Place(wit, path, id)}");
                }
            });
        }));
        return command;
    }

    private static void Fetch(Invocation invocation, string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new ComposeException(ErrorCodes.Generic.Usage, $"{folder} is no folder, so there is no place for deps", hint: "name the folder of the *.wit files");
        }

        WkgConfig config = WkgConfig.OfUser();
        RegistryOptions options = RegistryFlags.Standard(invocation);
        using var session = new OciSession(options with
        {
            Credentials = config.Credentials(options.Credentials),
            Transfer = options.Transfer with { PlainHttp = new HashSet<string>([.. options.Transfer.PlainHttp, .. config.PlainHttpHosts], StringComparer.OrdinalIgnoreCase) },
        });
        var dependencies = new WitDependencies(config, WkgManifest.ReadFile(WkgManifest.FileName), session, StoreFolder.Open(invocation.Parsed));
        WitFetch fetched = dependencies.Fetch(WitSources.FromPath(folder, WitOptions.Default.Limits), WkgLock.ReadFile(WkgLock.FileName), invocation.Parsed.GetValue(GlobalOptions.Locked));
        foreach (WitFile file in fetched.Files)
        {
            InputFile.Write(Path.Combine(folder, file.Name), file.Bytes.Span);
        }

        if (fetched.Fetched.Count > 0)
        {
            InputFile.Write(WkgLock.FileName, fetched.Lock.Encode());
        }

        foreach ((PackageName package, string from) in fetched.Fetched)
        {
            invocation.Say($"{package} from {from}");
        }
    }

    private static void Reach(ResolvedWit wit, PackageId from, HashSet<PackageId> reached)
    {
        var open = new Stack<PackageId>();
        open.Push(from);
        while (open.TryPop(out PackageId id))
        {
            if (reached.Add(id))
            {
                foreach (PackageId next in wit.DependenciesOf(id))
                {
                    open.Push(next);
                }
            }
        }
    }

    private static void Draw(TextWriter text, ResolvedWit wit, string root, PackageId id, string branch, string indent, HashSet<PackageId> shown)
    {
        bool again = !shown.Add(id);
        IReadOnlyList<PackageId> next = wit.DependenciesOf(id);
        text.WriteLine($"{branch}{wit[id].Name}  {(again && next.Count > 0 ? "(above)" : Place(wit, root, id))}");
        if (again)
        {
            return;
        }

        for (int i = 0; i < next.Count; i++)
        {
            bool last = i == next.Count - 1;
            Draw(text, wit, root, next[i], indent + (last ? "└─ " : "├─ "), indent + (last ? "   " : "│  "), shown);
        }
    }

    /// <summary>The file or folder below the source that a package was found in.</summary>
    private static string Place(ResolvedWit wit, string root, PackageId id)
    {
        if (wit[id].Source is not { } file)
        {
            return "in the binary";
        }

        if (id == wit.Main || root == "-")
        {
            return root == "-" ? file : root;
        }

        string relative = Path.GetRelativePath(root, file).Replace('\\', '/');
        if (relative == "." || relative.StartsWith("..", StringComparison.Ordinal))
        {
            return "in the same file";
        }

        // A dependency is a folder of deps or one file of it; what is in no deps folder stands in braces in a file.
        string[] parts = relative.Split('/');
        return parts[0] == "deps" && parts.Length > 2 ? $"deps/{parts[1]}/" : relative;
    }

    private static JsonObject Document(ResolvedWit wit, string root, List<PackageId> unused)
    {
        var packages = new JsonArray();
        foreach (int index in Enumerable.Range(0, wit.Packages.Count).OrderBy(index => wit.Packages[index].Name))
        {
            var id = new PackageId(index);
            packages.Add((JsonNode)new JsonObject
            {
                ["name"] = wit[id].Name.ToString(),
                ["source"] = Place(wit, root, id),
                ["depends-on"] = new JsonArray([.. wit.DependenciesOf(id).Select(next => (JsonNode)wit[next].Name.ToString())]),
                ["used"] = !unused.Contains(id),
            });
        }

        return new JsonObject { ["main"] = wit[wit.Main].Name.ToString(), ["packages"] = packages };
    }
}
