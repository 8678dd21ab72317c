using System.Diagnostics;
using Compose.Plans;
using Compose.Runtime;

namespace Compose.Exec;

/// <summary>The options of the wires of one run: budgets of the plan, and what the caller wants to see.</summary>
internal sealed class WireHooks : IWireHooks
{
    private readonly List<WireBudget> _budgets = [];
    private readonly List<WireHook> _hooks = [];
    private readonly WireOptions _options;
    private readonly EventLog _events;
    private readonly TimeProvider _time;
    private readonly ActivityContext _parent;
    private readonly CallRecording? _recording;

    private WireHooks(WireOptions options, EventLog events, TimeProvider time, ActivityContext parent, CallRecording? recording)
    {
        _options = options;
        _events = events;
        _time = time;
        _parent = parent;
        _recording = recording;
    }

    /// <summary>The hooks that a run needs, or null where every wire takes the direct path.</summary>
    /// <exception cref="ComposeException"><c>Exec.RecordingRefused</c>: the plan has secrets.</exception>
    public static WireHooks? Of(ExecSubject subject, WireOptions options, EventLog events, TimeProvider time, ActivityContext parent) =>
        Of(subject, options, events, time, parent, RecordingOf(subject, options));

    /// <summary>Where calls are written with their values, or null for nowhere; several runs may share it.</summary>
    /// <exception cref="ComposeException"><c>Exec.RecordingRefused</c>: the plan has secrets.</exception>
    public static CallRecording? RecordingOf(ExecSubject subject, WireOptions options) => options.Calls is not { } calls ? null
        : !subject.HasSecrets ? calls
        : throw new ComposeException(
            ErrorCodes.Exec.RecordingRefused,
            "calls of a plan with secrets are not recorded with their values",
            null,
            "trace them instead, which tells no values, or run the plan without its secrets");

    /// <summary>As <see cref="Of(ExecSubject, WireOptions, EventLog, TimeProvider, ActivityContext)"/>, with a recording that is shared.</summary>
    public static WireHooks? Of(ExecSubject subject, WireOptions options, EventLog events, TimeProvider time, ActivityContext parent, CallRecording? recording)
    {
        PlanWire[] budgets = [.. subject.Wires.Where(wire => wire.Budget is not null)];
        if (!options.Trace && recording is null && budgets.Length == 0)
        {
            return null;
        }

        var hooks = new WireHooks(options, events, time, parent, recording);
        foreach (PlanWire wire in budgets)
        {
            hooks._budgets.Add(new WireBudget(wire.Consumer, wire.Import, wire.Provider, wire.Export!, wire.Budget!.Value));
        }

        return hooks;
    }

    /// <summary>What came across each hooked wire, by consumer, provider and function.</summary>
    public IReadOnlyList<WireUse> Uses => [.. _hooks.Select(hook => hook.Use).Where(use => use.Calls + use.Failures > 0)
        .OrderBy(use => use.Consumer).ThenBy(use => use.Provider).ThenBy(use => use.Function, StringComparer.Ordinal)];

    /// <summary>What came across since it was last taken.</summary>
    public IReadOnlyList<WireUse> TakeUses()
    {
        IReadOnlyList<WireUse> uses = Uses;
        foreach (WireHook hook in _hooks)
        {
            hook.Forget();
        }

        return uses;
    }

    /// <summary>Begins another run of the same instances: budgets are whole again, and nothing has come across.</summary>
    public void Renew()
    {
        foreach (WireBudget budget in _budgets)
        {
            budget.Renew();
        }

        foreach (WireHook hook in _hooks)
        {
            hook.Forget();
        }
    }

    /// <summary>A request begins on a server: calls are recorded under its number.</summary>
    /// <param name="run">The number of the recording of its answers; null to count here.</param>
    public void BeginRequest(long? run) => Request = _recording is null ? null : run ?? _recording.NextRequest();

    /// <summary>The request under way; null where there are none.</summary>
    public long? Request { get; private set; }

    public IWireHook? Of(Wire wire)
    {
        WireBudget? budget = null;
        foreach (WireBudget each in _budgets)
        {
            if (each.Covers(wire))
            {
                budget = each;
                break;
            }
        }

        // Edges inside one instance of the plan are its own business, and what is compiled in is no instance.
        string provider = WireBudget.TopOf(wire.Provider);
        bool isWire = provider.Length > 0 && provider != WireBudget.TopOf(wire.Consumer);
        bool traces = _options.Trace && isWire;
        CallRecording? recording = isWire ? _recording : null;
        if (budget is null && !traces && recording is null)
        {
            return null;
        }

        var hook = new WireHook(wire, budget, traces ? _events : null, recording, this, _time, _parent);
        _hooks.Add(hook);
        return hook;
    }
}
