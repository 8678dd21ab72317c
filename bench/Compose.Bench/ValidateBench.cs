namespace Compose.Bench;

/// <summary>Full validation of big components, bodies of functions included, beside <c>wasm-tools validate</c>.</summary>
internal static class ValidateBench
{
    public static void Run()
    {
        Console.WriteLine("| full validation | ours | wasm-tools | ours / wasm-tools |\n|---|---|---|---|");
        string? peer = Tools.Peer("wasm-tools");
        foreach (string name in new[] { "js-markdown", "py-filter", "go-filter", "kernels" })
        {
            if (Tools.Guest(name) is not { } guest)
            {
                continue;
            }

            Contest.Between(
                $"`{name}`, {new FileInfo(guest).Length / 1e6:F1} MB", 9, [Tools.Ours, "component", "validate", guest], peer is null ? null : [peer, "validate", guest]);
        }
    }
}
