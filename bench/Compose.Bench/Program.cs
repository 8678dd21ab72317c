using Compose.Bench;

// bench [start|emit|echo|kernels|hosts|giants|guests|serve|wit|validate|engines|trust|distribution]...: whole processes, ours and a peer by turns. Without words: everything.
var suites = new Dictionary<string, Action>
{
    ["start"] = StartBench.Run,
    ["emit"] = EmitBench.Run,
    ["echo"] = EchoBench.Run,
    ["kernels"] = KernelsBench.Run,
    ["hosts"] = HostCallsBench.Run,
    ["giants"] = GiantsBench.Run,
    ["guests"] = GuestsBench.Run,
    ["trust"] = TrustBench.Run,
    ["distribution"] = DistributionBench.Run,
    ["serve"] = ServeBench.Run,
    ["wit"] = WitBench.Run,
    ["validate"] = ValidateBench.Run,
    ["engines"] = EnginesBench.Run,
};
string[] wanted = args.Length == 0 ? [.. suites.Keys] : args;
foreach (string name in wanted)
{
    if (!suites.TryGetValue(name, out Action? suite))
    {
        Console.Error.WriteLine($"no suite {name}; there are {string.Join(", ", suites.Keys)}");
        return 2;
    }

    suite();
    Console.WriteLine();
}

return 0;
