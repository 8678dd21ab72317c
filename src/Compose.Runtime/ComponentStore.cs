using System.Globalization;
using System.Runtime.ExceptionServices;
using Compose.Engine;
using Compose.Runtime.Resources;
using Compose.Wasm.Core;

namespace Compose.Runtime;

/// <summary>
/// Everything that belongs to one running composition (rule 10): its core store, component instances, resource types and
/// the execution context they run on. Entered by one thread at a time, always through <see cref="Enter{T}"/>, which moves
/// to a guest thread. Disposing it drops the host's resources and frees the memories.
/// </summary>
public sealed partial class ComponentStore : IDisposable, IInterruptPolicy
{
    private readonly Lock _gate = new();
    private readonly Dictionary<HostResourceType, ResourceType> _hostResources = [];
    private readonly List<ComponentInstance> _instances = [];
    private readonly CancellationTokenSource _cancellation;
    private readonly CancellationTokenRegistration _registration;
    private readonly CpuMeter? _cpu;
    private readonly ComponentStore? _within;
    private long _fuelAtEntry;
    private ITimer? _timer;
    private CallScope? _freeScopes;
    private Value[] _values = new Value[64];
    private int _valueTop;
    private int _instanceCount;
    private int _depth;
    private TimeSpan? _limit;
    private bool _timedOut;
    private bool _disposed;

    public ComponentStore(ICoreEngine engine, ComponentStoreOptions? options = null)
    {
        Engine = engine;
        Options = options ?? ComponentStoreOptions.Default;
        _within = Options.Within;
        if (_within is not null)
        {
            Options = Options with
            {
                Fuel = Least(Options.Fuel, _within.Fuel),
                Cpu = Least(Options.Cpu, _within._cpu?.Left),
            };
        }

        Limiter = new StoreLimiter(Options, _within?.Limiter);
        Core = engine.CreateStore(new StoreOptions { Limiter = Limiter, Fuel = Options.Fuel is not null });
        Task = Core.CreateTask(new TaskOptions
        {
            MaxStackBytes = Options.MaxStackBytes,
            Fuel = Options.Fuel ?? long.MaxValue,
            Policy = this,
            State = this,
        });
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(Options.Cancellation);
        _registration = Options.Cancellation.Register(() => Task.Interrupt(InterruptCause.Cancelled));
        if (Options.Cpu is { } cpu)
        {
            _cpu = new CpuMeter(cpu, () => Stop(InterruptCause.Deadline));
        }
    }

    public ICoreEngine Engine { get; }

    public ComponentStoreOptions Options { get; }

    /// <summary>Fuel left, or null where it is not counted.</summary>
    public long? Fuel => Options.Fuel is null ? null : Task.Fuel;

    /// <summary>Bytes of all linear memories.</summary>
    public ulong MemoryBytes => Limiter.MemoryBytes;

    /// <summary>
    /// Whether a memory or table was refused its growth because of a limit. What a guest makes of that is its own business,
    /// often an abort.
    /// </summary>
    public bool WasRefusedGrowth => Limiter.WasRefused;

    internal ICoreStore Core { get; }

    /// <summary>The execution context of synchronous calls: stack limit, fuel, interrupt flag (rule 1).</summary>
    internal CoreTask Task { get; }

    internal StoreLimiter Limiter { get; }

    /// <summary>Cancelled when the run is: given to host functions.</summary>
    internal CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Every component instance, in the order of instantiation (rule 8).</summary>
    internal IReadOnlyList<ComponentInstance> Instances => _instances;

    /// <summary>Stops the guests at their next check with <c>Exec.Cancelled</c>. From any thread.</summary>
    public void Cancel() => Stop(InterruptCause.Cancelled);

    /// <summary>Stops the guests at their next check with <c>Exec.Timeout</c>: the deadline of whoever entered. From any thread.</summary>
    /// <param name="limit">The time that was given, for the message.</param>
    public void Expire(TimeSpan limit)
    {
        lock (_gate)
        {
            _limit = limit;
            _timedOut = true;
            Stop(InterruptCause.Deadline);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        foreach (ComponentInstance instance in _instances)
        {
            instance.ReleaseHandles();
        }

        _timer?.Dispose();
        _cpu?.Dispose();
        Limiter.Release();
        _registration.Dispose();
        _cancellation.Dispose();
        Core.Dispose();
    }

    /// <summary>
    /// The one way in: runs <paramref name="work"/> on a guest thread with the store's task. A trap ends the instances on
    /// its call stack (rule 9) and comes out as a <see cref="GuestTrapException"/>; other exceptions come out as they are.
    /// </summary>
    internal T Enter<T>(Func<CoreTask, T> work) =>
        GuestThread.Current is not null ? EnterHere(work) : GuestThreads.Run(() => EnterHere(work));

    /// <summary>Waits for a host function's answer: the one place in the runtime that waits (rule 2).</summary>
    internal Value Wait(Task<Value> pending)
    {
        if (!pending.IsCompleted)
        {
            IGuestThreadObserver? observer = GuestThread.Current?.Observer;
            observer?.OnBlocking();
            try
            {
                if (!CpuClock.IsSupported)
                {
                    _cpu?.End();
                }

                pending.Wait(_cancellation.Token);
            }
            catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
            {
                throw Stopped(_timedOut);
            }
            catch (AggregateException failure) when (failure.InnerException is not null)
            {
                ExceptionDispatchInfo.Throw(failure.InnerException);
            }
            finally
            {
                if (!CpuClock.IsSupported)
                {
                    _cpu?.Begin();
                }

                observer?.OnResumed();
            }
        }

        // The host may have noticed first that the run is over.
        if (pending.IsCanceled && _cancellation.IsCancellationRequested)
        {
            throw Stopped(_timedOut);
        }

        return pending.GetAwaiter().GetResult();
    }

    void IInterruptPolicy.OnCheck(CoreTask task, InterruptCause cause)
    {
        if ((cause & InterruptCause.FuelExhausted) != 0)
        {
            throw new GuestTrapException(ErrorCodes.Exec.ResourceExhausted, "the fuel is used up", "raise the limit on fuel");
        }

        if ((cause & (InterruptCause.Deadline | InterruptCause.Cancelled)) != 0)
        {
            throw Stopped((cause & InterruptCause.Deadline) != 0);
        }
    }

    internal ResourceType HostResource(HostResourceType type)
    {
        if (!_hostResources.TryGetValue(type, out ResourceType? known))
        {
            known = new ResourceType(type);
            _hostResources.Add(type, known);
        }

        return known;
    }

    internal void Add(ComponentInstance instance)
    {
        CountInstance();
        _instances.Add(instance);
    }

    /// <summary>Counts a core or component instance against the limit.</summary>
    internal void CountInstance()
    {
        if (++_instanceCount > Options.MaxInstances)
        {
            throw new ComposeException(
                ErrorCodes.Exec.ResourceExhausted,
                $"the composition makes more than {Options.MaxInstances} instances",
                hint: "raise the limit on instances");
        }
    }

    /// <summary>Room for the arguments of a call to a component function, given back in the reverse order.</summary>
    internal Span<Value> PushValues(int count)
    {
        if (_valueTop + count > _values.Length)
        {
            // Spans given out before keep the former array; it is let go when they are given back.
            _values = new Value[Math.Max(_values.Length * 2, _valueTop + count)];
        }

        Span<Value> span = _values.AsSpan(_valueTop, count);
        _valueTop += count;
        return span;
    }

    internal void PopValues(Span<Value> values)
    {
        values.Clear();
        _valueTop -= values.Length;
    }

    internal CallScope RentScope()
    {
        CallScope scope = _freeScopes ?? new CallScope();
        _freeScopes = scope.Next;
        scope.Next = null;
        return scope;
    }

    internal void ReturnScope(CallScope scope)
    {
        scope.Reset();
        scope.Next = _freeScopes;
        _freeScopes = scope;
    }

    /// <summary>Runs the destructor of a resource that its last owner, the host, drops.</summary>
    internal void RunDestructor(ResourceType type, uint representation, object? reference)
    {
        if (type.Host is not null)
        {
            type.Host.Drop?.Invoke(reference!);
        }
        else if (type.Destructor is { } destructor && !_disposed)
        {
            Enter(task =>
            {
                type.Implementer!.CallDestructor(destructor, representation, null, task);
                return true;
            });
        }
    }

    private T EnterHere<T>(Func<CoreTask, T> work)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        bool outermost = _depth == 0;
        if (outermost)
        {
            Arm();
            _cpu?.Begin(_within?._cpu?.Left);
            if (_within?.Fuel is { } left)
            {
                Task.Fuel = Math.Min(Task.Fuel, left);
            }

            _fuelAtEntry = Task.Fuel;
        }

        HashSet<ComponentInstance>? before = outermost ? null : Inside();
        int valueTop = _valueTop;
        _depth++;
        try
        {
            return work(Task);
        }
        catch (Exception failure)
        {
            _valueTop = valueTop;
            End(before, failure);
            if (failure is CoreTrapException trap)
            {
                throw GuestTrapException.Of(trap);
            }

            if (failure is GuestExceptionException thrown)
            {
                throw new GuestTrapException(ErrorCodes.Exec.Trap, "a WebAssembly exception left the guest", null, thrown);
            }

            throw;
        }
        finally
        {
            _depth--;
            if (outermost)
            {
                Spent(_cpu?.End() ?? TimeSpan.Zero, _fuelAtEntry - Task.Fuel);
            }
        }
    }

    /// <summary>What was used here was used there as well.</summary>
    private void Spent(TimeSpan cpu, long fuel)
    {
        for (ComponentStore? outer = _within; outer is not null; outer = outer._within)
        {
            outer._cpu?.Add(cpu);
            if (outer._cpu is { } meter && meter.Left <= TimeSpan.Zero)
            {
                // Its own alarm would come later, and it might have ended by then.
                outer.Task.Interrupt(InterruptCause.Deadline);
            }

            if (outer.Fuel is { } left && Options.Fuel is not null)
            {
                outer.Task.Fuel = Math.Max(0, left - fuel);
            }
        }
    }

    private static T? Least<T>(T? a, T? b)
        where T : struct, IComparable<T> =>
        a is { } x && b is { } y ? (x.CompareTo(y) < 0 ? x : y) : a ?? b;

    private HashSet<ComponentInstance> Inside()
    {
        var inside = new HashSet<ComponentInstance>();
        foreach (ComponentInstance instance in _instances)
        {
            if (instance.IsInside)
            {
                inside.Add(instance);
            }
        }

        return inside;
    }

    // Whoever was entered since this entry and has not come back was on the call stack of the failure, except those that
    // only enclose one who was: entering an instance enters its ancestors. Parents stand before their children.
    private void End(HashSet<ComponentInstance>? before, Exception failure)
    {
        HashSet<ComponentInstance>? enclosing = null;
        for (int i = _instances.Count - 1; i >= 0; i--)
        {
            ComponentInstance instance = _instances[i];
            if (!instance.IsInside || before?.Contains(instance) == true)
            {
                continue;
            }

            if (enclosing?.Contains(instance) == true)
            {
                instance.State = InstanceFlags.Idle;
            }
            else
            {
                instance.End(failure);
            }

            if (instance.Parent is { } parent)
            {
                (enclosing ??= []).Add(parent);
            }
        }
    }

    private void Arm()
    {
        if (Options.Timeout is not { } timeout || _timer is not null)
        {
            return;
        }

        // A timer that fires waits until it is known, and is nobody's once the store was renewed.
        lock (_gate)
        {
            ITimer? timer = null;
            timer = Options.Time.CreateTimer(
                _ =>
                {
                    lock (_gate)
                    {
                        if (_timer == timer)
                        {
                            _timedOut = true;
                            Stop(InterruptCause.Deadline);
                        }
                    }
                },
                null,
                timeout,
                System.Threading.Timeout.InfiniteTimeSpan);
            _timer = timer;
        }
    }

    /// <summary>Has the guests stop at their next check, unless the store is gone already. From any thread.</summary>
    private void Stop(InterruptCause cause)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                Task.Interrupt(cause);
                _cancellation.Cancel();
            }
        }
    }

    private GuestTrapException Stopped(bool timedOut) => _cpu is { IsReached: true } || _cpu?.Left <= TimeSpan.Zero
        ? new GuestTrapException(
            ErrorCodes.Exec.ResourceExhausted,
            $"the limit of {Options.Cpu!.Value.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s of processor time was reached",
            "raise the limit with --cpu, or cpu in the plan's limits")
        : timedOut
        ? new GuestTrapException(
            ErrorCodes.Exec.Timeout,
            $"the deadline of {(_limit ?? Options.Timeout)?.TotalSeconds.ToString("0.###") ?? "?"} s was reached",
            "raise the limit on time")
        : new GuestTrapException(ErrorCodes.Exec.Cancelled, "the run was cancelled");
}
