using System.Text;

namespace Compose.Bench;

/// <summary>Emitting chains of N instances, beside <c>wac compose</c> where it can: it stops at 494 instances, four of them at the ends.</summary>
internal static class EmitBench
{
    /// <summary>Links of the longest chain that wac is given.</summary>
    private const int MostOfWac = 480;

    public static void Run()
    {
        Console.WriteLine("| emit of a chain of N instances | ours | wac | ours / wac |\n|---|---|---|---|");
        string scratch = Directory.CreateTempSubdirectory("compose-bench-").FullName;
        string? wac = Tools.Peer("wac");
        foreach (int links in new[] { 10, 100, MostOfWac, 1_000, 10_000 })
        {
            string plan = Path.Combine(scratch, $"chain-{links}.yaml");
            File.WriteAllText(plan, Plan(links));
            string output = Path.Combine(scratch, "ours.wasm");
            IReadOnlyList<string>? peer = null;
            if (wac is not null && links <= MostOfWac)
            {
                string source = Path.Combine(scratch, $"chain-{links}.wac");
                File.WriteAllText(source, Wac(links));
                peer = [wac, "compose", .. Components.SelectMany(name => new[] { "--dep", $"demo:{name}={Tools.Guest(name)}" }), source, "-o", Path.Combine(scratch, "wac.wasm")];
            }

            Contest.Between($"{links}", links >= 10_000 ? 5 : 11, [Tools.Ours, "emit", "build", "--no-cache", plan, "-o", output], peer);
        }

        Directory.Delete(scratch, recursive: true);
    }

    private static string[] Components => ["kv-memory", "markdown", "text-pipe", "pass", "report-cli"];

    private static string Plan(int links)
    {
        var text = new StringBuilder("compose: 2\ncomponents:\n");
        foreach (string name in Components)
        {
            text.Append("  ").Append(name).Append(": ").Append(Tools.Guest(name)).Append('\n');
        }

        text.Append("instances:\n  memory: { component: kv-memory }\n  markdown: { component: markdown }\n  link0: { component: text-pipe }\n");
        for (int i = 1; i <= links; i++)
        {
            text.Append($"  link{i}: {{ component: pass, wires: {{ \"demo:app/filter\": link{i - 1} }} }}\n");
        }

        return text.Append($"  report: {{ component: report-cli, wires: {{ \"demo:app/filter\": link{links} }}, capabilities: {{ stdin: {{}}, stdout: {{}}, stderr: {{}} }} }}\nexports: report\n").ToString();
    }

    private static string Wac(int links)
    {
        var text = new StringBuilder("package demo:chain;\nlet memory = new demo:kv-memory { ... };\nlet markdown = new demo:markdown { ... };\nlet link0 = new demo:text-pipe { ... };\n");
        for (int i = 1; i <= links; i++)
        {
            text.Append($"let link{i} = new demo:pass {{ filter: link{i - 1}.filter, ... }};\n");
        }

        return text.Append($"let report = new demo:report-cli {{ store: memory.store, markdown: markdown.markdown, filter: link{links}.filter, ... }};\nexport report...;\n").ToString();
    }
}
