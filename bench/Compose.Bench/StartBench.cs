namespace Compose.Bench;

/// <summary>Start to end of a small command, beside Wasmtime without and with its cache.</summary>
internal static class StartBench
{
    public static void Run()
    {
        Console.WriteLine("| start of a small component | ours | Wasmtime | ours / Wasmtime |\n|---|---|---|---|");
        string guest = Tools.Guest("c-command")!;
        string? wasmtime = Tools.Peer("wasmtime");
        Contest.Between("c-command 6", 21, [Tools.Ours, "exec", "run", guest, "6"], wasmtime is null ? null : [wasmtime, "run", "-C", "cache=n", guest, "6"]);
        Contest.Between("c-command 6, Wasmtime's cache on", 21, [Tools.Ours, "exec", "run", guest, "6"],
            wasmtime is null ? null : [wasmtime, "run", "-C", "cache=y", guest, "6"]);
        Contest.Between("`plan validate`, two components", 21, [Tools.Ours, "plan", "validate", Path.Combine(Tools.Root, "examples", "hello-plan.cbor")], null);
        Contest.Between("the program alone (--version)", 21, [Tools.Ours, "--version"], wasmtime is null ? null : [wasmtime, "--version"]);
    }
}
