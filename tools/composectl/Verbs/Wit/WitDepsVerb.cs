using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Wit;

namespace Compose.CommandLine;

/// <summary><c>wit deps WIT</c>: which package needs which, and where each was found.</summary>
internal static class WitDepsVerb
{
    public static Command Create()
    {
        Argument<string> source = WitVerbs.Source();
        Option<string[]> features = WitVerbs.Features();
        Option<bool> all = WitVerbs.AllFeatures();
        var command = new Command("deps", "Draw the tree of packages and say where each came from.") { source, features, all };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(source);
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
