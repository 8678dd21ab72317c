using System.CommandLine;
using Compose.Engine;
using Compose.Exec.Engines;
using Compose.Plans;
using Compose.Store;

namespace Compose.CommandLine;

/// <summary>The options by which verbs that run guests, or look at engines, choose one.</summary>
internal sealed class EngineFlags
{
    private readonly Option<EngineChoice?> _engine = new("--engine")
    {
        Description = "The engine: clr (embedded, the default), wasmtime, or auto (wasmtime where it is installed).",
        HelpName = "clr|wasmtime|auto",
    };

    /// <summary><c>--wasmtime PATH</c>.</summary>
    public Option<string?> Wasmtime { get; } = new("--wasmtime")
    {
        Description = "Wasmtime's library, or its folder (default: COMPOSE_WASMTIME, beside the program, the system's loader).",
        HelpName = "PATH",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_engine);
        command.Options.Add(Wasmtime);
    }

    /// <summary>The engine for a run under a policy.</summary>
    public ICoreEngine Open(Invocation invocation, PlanPolicy policy) => EngineCatalog.Open(Request(invocation) with
    {
        Choice = invocation.Parsed.GetValue(_engine),
        Required = policy.Engine,
    });

    /// <summary>A request that leaves the choice open.</summary>
    public EngineRequest Request(Invocation invocation) => new()
    {
        WasmtimePath = invocation.Parsed.GetValue(Wasmtime),
        CacheRoot = StoreLocation.Find(invocation.Parsed.GetValue(GlobalOptions.Store)),
        OnNotice = notice => invocation.Show([notice]),
    };
}
