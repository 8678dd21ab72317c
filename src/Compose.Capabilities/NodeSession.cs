using Compose.Capabilities.Services;
using Compose.Capabilities.Wasi.Random;
using Compose.Runtime;

namespace Compose.Capabilities;

/// <summary>
/// One instance of the plan in one run: what it may do, the services it does it with, and what it has used so far. The
/// one place where a call of a host function is counted and refused. Entered by one thread at a time, as its store is.
/// </summary>
public sealed class NodeSession
{
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private InterfaceUse?[] _uses = new InterfaceUse?[32];
    private long _operations;
    private long _outputBytes;
    private long _toldBytes;
    private int _handles;
    private int _openFiles;
    private readonly List<IDisposable> _ending = [];
    private byte[]? _scratch;
    private LentBytes? _lentScratch;
    private (ulong Low, ulong High)? _seed;
    private VirtualClock? _deniedClock;

    private readonly Dictionary<string, LiveGrant> _grants = new(StringComparer.Ordinal);
    private readonly IReadOnlyCollection<GrantMeter> _meters;

    public NodeSession(NodeAuthority authority, HostServices services)
    {
        Authority = authority;
        Services = services;
        var meters = new Dictionary<string, GrantMeter>(StringComparer.Ordinal);
        _meters = meters.Values;
        foreach ((string track, Grant grant) in authority.Grants)
        {
            GrantMeter? meter = null;
            if (grant.Budget is { } budget && !meters.TryGetValue(grant.Capability ?? track, out meter))
            {
                meter = new GrantMeter(budget);
                meters.Add(grant.Capability ?? track, meter);
            }

            _grants.Add(track, new LiveGrant(grant, services, meter, authority.Within?.GrantOf(track)));
        }
    }

    public NodeAuthority Authority { get; }

    public HostServices Services { get; }

    public InstancePath Node => Authority.Node;

    /// <summary>Host calls so far.</summary>
    public long Operations => _operations;

    /// <summary>Bytes written so far.</summary>
    public long OutputBytes => _outputBytes;

    /// <summary>Handles of host resources that are alive.</summary>
    public int Handles => _handles;

    /// <summary>Files and directories that are open.</summary>
    public int OpenFiles => _openFiles;

    /// <summary>The series that the instance has told of its own metrics.</summary>
    internal HashSet<string> MetricSeries { get; } = new(StringComparer.Ordinal);

    /// <summary>The quotas of the preopened directories, once they were asked for.</summary>
    internal Wasi.Filesystem.FileQuota?[]? Quotas { get; set; }

    /// <summary>A buffer for the length of one call.</summary>
    internal Span<byte> Scratch => _scratch ??= GC.AllocateUninitializedArray<byte>(65_536);

    /// <summary>Answers with the first bytes of <see cref="Scratch"/>: lent where the call allows it.</summary>
    internal Value FromScratch(HostCall call, int count) =>
        call.MayLend ? (_lentScratch ??= new LentBytes(_scratch!)).Lend(count) : Value.From(Scratch[..count].ToArray());

    /// <summary>The seed that <c>insecure-seed</c> gives: one for the run, zero where denied.</summary>
    internal (ulong Low, ulong High) InsecureSeed
    {
        get
        {
            if (_seed is null && Authority.InsecureSeed)
            {
                IRandomSource source = Services.Random(Node, "seed");
                _seed = (RandomBytes.Number(source), RandomBytes.Number(source));
            }

            return _seed ?? default;
        }
    }

    /// <summary>The monotonic clock, or one that only waiting moves where that is denied.</summary>
    internal IMonotonicClock MonotonicClock =>
        Authority.MonotonicClock ? Services.MonotonicClock : _deniedClock ??= new VirtualClock(0);

    /// <summary>
    /// Begins another run of the same instance: nothing is used yet. Everything that a session counts or remembers is
    /// in its fields and forgotten here, but for what it has told of refusals already; what others remember of it is
    /// forgotten by what they gave to <see cref="AtEnd"/>. Handles must have been released.
    /// </summary>
    /// <remarks>Not forgotten: the authority itself, a grant that has ended, and the scratch buffer, whose content no call reads before it wrote it.</remarks>
    internal void Renew()
    {
        End();
        _operations = 0;
        _outputBytes = 0;
        _toldBytes = 0;
        _seed = null;
        _deniedClock = null;
        Quotas = null;
        MetricSeries.Clear();
        Current = LiveGrant.Free;
        Authority.Sockets?.Forget();
        foreach (GrantMeter meter in _meters)
        {
            meter.Renew();
        }

        foreach (InterfaceUse? use in _uses)
        {
            if (use is not null)
            {
                use.Renew();
            }
        }
    }

    /// <summary>What was called on this instance's authority so far, by interface.</summary>
    public IReadOnlyList<InterfaceUse> Uses
    {
        get
        {
            var uses = new List<InterfaceUse>();
            foreach (InterfaceUse? use in _uses)
            {
                if (use is not null)
                {
                    uses.Add(use);
                }
            }

            uses.Sort(static (left, right) => string.CompareOrdinal(left.Interface, right.Interface));
            return uses;
        }
    }

    /// <summary>Adds what was used since it was last told to the meter.</summary>
    public void Tell(string? tenant)
    {
        ComposeMetrics.Add(ComposeMetrics.OutputBytes, _outputBytes - _toldBytes, Node, null, tenant);
        _toldBytes = _outputBytes;
        foreach (InterfaceUse? use in _uses)
        {
            use?.Tell(Node, tenant);
        }
    }

    /// <summary>The grant under which the call that is being made was let in; handles made by it carry it.</summary>
    internal LiveGrant Current { get; private set; } = LiveGrant.Free;

    /// <summary>The grant of an interface, without version; without terms where it is denied or gives no authority.</summary>
    internal LiveGrant GrantOf(string track) => _grants.GetValueOrDefault(track, LiveGrant.Free);

    /// <summary>The door: every call of a host function on this instance's authority passes here.</summary>
    /// <param name="number">The interface's place in <see cref="InterfaceNumbers"/>.</param>
    /// <param name="function">The function, for messages.</param>
    /// <param name="grant">The grant under which it comes.</param>
    internal Admission Enter(int number, string function, LiveGrant grant)
    {
        InterfaceUse use = UseOf(number);
        use.Calls++;
        if (use.IsDenied)
        {
            Refused(use, function, null);
        }

        Count(function);
        Current = grant;
        if (grant.IsFree)
        {
            return default;
        }

        Admission admission = grant.Admit(this, function);
        if (admission.Refusal is not null)
        {
            Refused(use, function, "the grant has ended");
        }

        return admission;
    }

    /// <summary>
    /// Notes that a call was refused because the grant does not reach so far: a peer, a path, a method. Denied interfaces
    /// are noted by themselves.
    /// </summary>
    /// <param name="interfaceName">The interface without version, as in the function's label before <c>#</c>.</param>
    /// <param name="function">The function: <c>wasi:sockets/tcp#[method]tcp-socket.start-connect</c>.</param>
    /// <param name="reason">What the grant lacks, in fixed words: nothing that the guest gave.</param>
    public void NoteRefusal(string interfaceName, string function, string reason) =>
        Refused(UseOf(InterfaceNumbers.Of(interfaceName)), function, reason);

    /// <summary>Disposes of something when the run ends: what it left in the host, for itself or for others.</summary>
    /// <remarks>From any thread: what a host function does beside the guest may register when the guest was stopped.</remarks>
    public void AtEnd(IDisposable resource)
    {
        lock (_ending)
        {
            _ending.Add(resource);
        }
    }

    /// <summary>The run has ended: what it left in the host goes.</summary>
    internal void End()
    {
        IDisposable[] ending;
        lock (_ending)
        {
            if (_ending.Count == 0)
            {
                return;
            }

            ending = [.. _ending];
            _ending.Clear();
        }

        foreach (IDisposable resource in ending)
        {
            resource.Dispose();
        }
    }

    /// <summary>A line for the host's log.</summary>
    internal void Log(LogLevel level, string context, string message)
    {
        // Who cuts a line off tells so; no reader wants more.
        const int Longest = 32_768;
        message = message.Length > Longest ? string.Concat(message.AsSpan(0, Longest), "…") : message;
        context = context.Length > 200 ? string.Concat(context.AsSpan(0, 200), "…") : context;
        CountOutput(message.Length + context.Length);
        Current.Spend(this, message.Length + context.Length);
        Services.Log?.Log(Node, level, context, message);
        EventLevel heard = level switch
        {
            LogLevel.Trace or LogLevel.Debug => EventLevel.Trace,
            LogLevel.Info => EventLevel.Info,
            LogLevel.Warn => EventLevel.Warn,
            _ => EventLevel.Error,
        };
        Services.Observer.Events.Emit(heard, "guest log", Node, ("log_level", level.ToString().ToLowerInvariant()), ("context", context), ("details", message));
    }

    internal void CountOutput(int bytes)
    {
        _outputBytes += bytes;
        if (_outputBytes > Authority.Limits.OutputBytes)
        {
            throw Exhausted($"{Authority.Limits.OutputBytes} bytes of output", "--max-output");
        }

        Authority.Within?.CountOutput(bytes);
    }

    private void Count(string function)
    {
        if (++_operations > Authority.Limits.Operations)
        {
            throw Exhausted($"{Authority.Limits.Operations} calls of host functions (the last one: {function})", "--io-operations");
        }

        Authority.Within?.Count(function);
    }

    internal void CountHandle()
    {
        if (++_handles > Authority.Limits.Handles)
        {
            throw Exhausted($"{Authority.Limits.Handles} handles of host resources", "--max-handles");
        }
    }

    internal void UncountHandle() => _handles--;

    /// <summary>Takes one of the open files, or says that there is none left.</summary>
    internal bool TryCountFile()
    {
        if (Volatile.Read(ref _openFiles) >= Authority.Limits.OpenFiles)
        {
            return false;
        }

        Interlocked.Increment(ref _openFiles);
        return true;
    }

    /// <summary>From any thread: a socket may have bytes to send after its handle has gone.</summary>
    internal void UncountFile() => Interlocked.Decrement(ref _openFiles);

    private InterfaceUse UseOf(int number)
    {
        if (number >= _uses.Length)
        {
            Array.Resize(ref _uses, number + 32);
        }

        return _uses[number] ??= NewUse(InterfaceNumbers.NameOf(number));
    }

    private InterfaceUse NewUse(string name) => new(name) { IsDenied = Authority.Denied.Contains(name) };

    // Told once for each function: a guest that asks again and again must not fill the log.
    private void Refused(InterfaceUse use, string function, string? reason)
    {
        use.Refusals++;
        Observer observer = Services.Observer;
        if ((!observer.WantsRecords && !observer.Events.Hears(EventLevel.Warn)) || !_refused.Add(function))
        {
            return;
        }

        observer.Events.Emit(
            EventLevel.Warn,
            use.IsDenied ? "denied capability used" : "grant exceeded",
            Node,
            ("operation", "policy_enforce"),
            ("capability", use.Interface),
            ("function", function),
            ("error_code", ErrorCodes.Exec.CapabilityDenied.Name),
            ("details", reason));
        observer.Record(new Receipt(Receipt.Deny, "denied")
        {
            Plan = Services.Plan,
            Function = function,
            Tenant = observer.Events.Tenant,
            Grants = [new GrantRecord(Node, use.Interface) { State = use.IsDenied ? "denied" : "granted", Refusals = 1 }],
            Started = observer.Time.GetUtcNow(),
        });
    }

    /// <summary>A trap: the instance used what it was not granted and the interface has no error to say so.</summary>
    internal GuestTrapException Denied(string function) =>
        new(ErrorCodes.Exec.CapabilityDenied, $"instance {Node} called {function}, which it was not granted", "grant the capability in the plan or with --cap");

    internal GuestTrapException Exhausted(string what, string? option) =>
        new(ErrorCodes.Exec.ResourceExhausted, $"instance {Node} reached its limit of {what}", $"raise the limit in the plan{(option is null ? string.Empty : " or with " + option)}");

    /// <summary>A trap: the grant has ended and the interface has no error to say so.</summary>
    internal GuestTrapException Ended(string function, string reason) =>
        new(ErrorCodes.Exec.CapabilityDenied, $"instance {Node} called {function}, but {reason}", "grant it anew");
}
