using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi;

/// <summary>
/// Makes the <see cref="HostInstance"/> of one interface. Each function it defines passes the door
/// (<see cref="NodeSession.Enter"/>) of the instance on whose authority it acts: the one the interface was made for, or
/// the one that the first argument's handle carries.
/// </summary>
public sealed class InterfaceBuilder
{
    private readonly string _name;
    private readonly int _number;
    private readonly NodeSession? _session;
    private Value? _refusal;

    /// <summary>Waiting and asking for the words of an error are under no terms: they give nothing.</summary>
    private readonly bool _isInert;

    /// <summary>The interface for one instance, or for all where <paramref name="session"/> is null.</summary>
    public InterfaceBuilder(string name, NodeSession? session = null)
    {
        _name = name;
        _number = InterfaceNumbers.Of(name);
        _session = session;
        _isInert = name is "wasi:io/poll" or "wasi:io/error";
        Instance = new HostInstance(name) { Caller = session?.Node };
    }

    /// <summary>What was defined so far.</summary>
    public HostInstance Instance { get; }

    /// <summary>
    /// What the functions defined from here on answer when the grant has ended (expired, revoked, stale); null, as at the
    /// beginning, where they can only trap.
    /// </summary>
    public InterfaceBuilder Refusing(Value? answer)
    {
        _refusal = answer;
        return this;
    }

    /// <summary>Defines a function by its component-model name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="body">What it does once it was let in.</param>
    /// <param name="lends">Whether its bytes may be <see cref="LentBytes"/>, coming and going.</param>
    public InterfaceBuilder Function(string name, HostBody body, bool lends = false)
    {
        string label = _name + "#" + name;
        int number = _number;
        // A pollable cannot say no.
        Value? refusal = name.EndsWith(".subscribe", StringComparison.Ordinal) ? null : _refusal;
        if (_session is { } session)
        {
            LiveGrant grant = session.GrantOf(_name);
            Instance.Define(name, (call, args) =>
            {
                Admission admission = session.Enter(number, label, grant);
                return admission.IsPlain ? body(call, args) : Held(session, admission, label, refusal, body, call, args);
            }, lends);
        }
        else
        {
            Instance.Define(name, (call, args) =>
            {
                if (HandleOf(args) is not { } handle)
                {
                    return body(call, args);
                }

                Admission admission = handle.Owner.Enter(number, label, _isInert ? LiveGrant.Free : handle.Grant);
                return admission.IsPlain ? body(call, args) : Held(handle.Owner, admission, label, refusal, body, call, args);
            }, lends);
        }

        return this;
    }

    /// <summary>Defines a resource type under its own name.</summary>
    public InterfaceBuilder Resource(HostResourceType type)
    {
        Instance.DefineResource(type.Name, type);
        return this;
    }

    /// <summary>A resource type whose handles stand for <see cref="HostResource"/>s.</summary>
    public static HostResourceType TypeOf(string name) => new(name, static resource => ((HostResource)resource).Release());

    /// <summary>A call that is refused, or has to wait for its turn.</summary>
    private static HostOutcome Held(
        NodeSession session, Admission admission, string label, Value? refusal, HostBody body, HostCall call, ReadOnlySpan<Value> args)
    {
        if (admission.Refusal is { } reason)
        {
            return refusal ?? throw session.Ended(label, reason);
        }

        Value[] kept = args.ToArray();
        foreach (ref Value value in kept.AsSpan())
        {
            value = value.Kept;
        }

        return HostOutcome.Pending(LaterAsync(session, admission.WaitNanoseconds, body, call, kept));
    }

    private static async ValueTask<Value> LaterAsync(NodeSession session, ulong wait, HostBody body, HostCall call, Value[] args)
    {
        IMonotonicClock clock = session.Services.MonotonicClock;
        await clock.WaitUntilAsync(clock.Peek() + wait, call.Cancellation).ConfigureAwait(false);
        HostOutcome outcome = body(call, args);
        return outcome.IsPending ? await outcome.Task!.ConfigureAwait(false) : outcome.Value;
    }

    private static HostResource? HandleOf(ReadOnlySpan<Value> args)
    {
        if (args.IsEmpty)
        {
            return null;
        }

        return args[0].Object switch
        {
            HostResource resource => resource,
            Value[] { Length: > 0 } list when list[0].Object is HostResource first => first,
            _ => null,
        };
    }
}
