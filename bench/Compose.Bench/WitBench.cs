using System.Text;

namespace Compose.Bench;

/// <summary>Parsing and resolving WIT, beside <c>wasm-tools component wit</c>.</summary>
internal static class WitBench
{
    private const int Packages = 2_600;

    /// <summary>So many packages use each other in a row: a world imports what its interfaces use, all the way down.</summary>
    private const int Chain = 10;

    public static void Run()
    {
        Console.WriteLine("| parse and resolve | ours | wasm-tools | ours / wasm-tools |\n|---|---|---|---|");
        string? peer = Tools.Peer("wasm-tools");
        string scratch = Directory.CreateTempSubdirectory("compose-bench-").FullName;
        string wasi = Path.Combine(Tools.Shared, "suites", "wasi-wit");
        if (Directory.Exists(wasi))
        {
            string all = Path.Combine(scratch, "wasi");
            Directory.CreateDirectory(Path.Combine(all, "deps"));
            foreach (string file in Directory.EnumerateFiles(wasi, "*.wit", SearchOption.AllDirectories))
            {
                string name = Path.GetRelativePath(wasi, file).Replace('/', '-');
                string target = file.EndsWith("wasi-crate.wit", StringComparison.Ordinal) ? Path.Combine(all, "root.wit") : Path.Combine(all, "deps", name);
                File.Copy(file, target);
            }

            Contest.Between("all packages of WASI 0.2.12 and 0.3.2", 15, [Tools.Ours, "wit", "parse", "--all-features", all], Peer(all));
        }

        string big = Path.Combine(scratch, "big.wit");
        File.WriteAllText(big, Generate());
        Contest.Between($"{new FileInfo(big).Length / 1e6:F1} MB in one file, {Packages} packages", 7, [Tools.Ours, "wit", "parse", big], Peer(big));
        Directory.Delete(scratch, recursive: true);

        IReadOnlyList<string>? Peer(string path) => peer is null ? null : [peer, "component", "wit", "--all-features", "--json", path, "-o", Path.Combine(scratch, "peer.json")];
    }

    /// <summary>Packages in braces, each with types, resources and functions that use those of the one before.</summary>
    private static string Generate()
    {
        var text = new StringBuilder("package gen:root@1.0.0;\n");
        for (int i = 0; i < Packages; i++)
        {
            text.Append($"package gen:p{i}@1.0.0 {{\n");
            for (int j = 0; j < 5; j++)
            {
                text.Append($"  /// Interface number {j} of package {i}.\n  interface i{j} {{\n");
                if (i % Chain > 0)
                {
                    text.Append($"    use gen:p{i - 1}/i{j}@1.0.0.{{entry as previous}};\n");
                }

                text.Append("    /// What is kept.\n    record entry { key: string, value: list<u8>, size: u64, tags: list<tuple<string, string>> }\n");
                text.Append("    variant failure { not-found, denied(string), full(u64) }\n    enum kind { one, two, three }\n    flags rights { read, write, remove }\n");
                text.Append("    /// A place to keep things in.\n    resource store {\n      constructor(name: string);\n      get: func(key: string) -> result<option<entry>, failure>;\n");
                text.Append("      put: func(value: entry, rights: rights) -> result<_, failure>;\n      merge: static func(a: borrow<store>, b: borrow<store>) -> store;\n    }\n");
                text.Append("    open: func(name: string, kind: kind) -> result<store, failure>;\n");
                text.Append(i % Chain > 0 ? "    convert: func(%from: list<previous>) -> list<entry>;\n  }\n" : "  }\n");
            }

            text.Append("  world w { import i0; import i1; export i2; }\n}\n");
        }

        return text.ToString();
    }
}
