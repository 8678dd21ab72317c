namespace Compose.Bench;

/// <summary>Big guests from cold, uncached: JavaScript, Python and Go inside WebAssembly.</summary>
internal static class GuestsBench
{
    public static void Run()
    {
        Console.WriteLine("| big guests, uncached | ours | Wasmtime | ours / Wasmtime |\n|---|---|---|---|");
        string? wasmtime = Tools.Peer("wasmtime");
        foreach (string name in new[] { "js-markdown", "py-filter", "go-filter", "polyglot" })
        {
            string? made = Compositions.Make(name);
            if (made is null)
            {
                Console.WriteLine($"| {name} | skipped: needs the shared components and wac | | |");
                continue;
            }

            string input = Path.Combine(Tools.Shared, "guests", "cases", name, "stdin.txt");
            Contest.Between(name, 5, [Tools.Ours, "exec", "run", made], wasmtime is null ? null : [wasmtime, "run", "-C", "cache=n", made], File.Exists(input) ? input : null);
        }
    }
}
