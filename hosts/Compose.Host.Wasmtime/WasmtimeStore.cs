using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Compose.Engine;
using Compose.Host.Wasmtime.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime;

/// <summary>
/// A store of the library with the objects that stand for what is in it. Bound to a native engine when it is first needed,
/// because only then it is known whether fuel is counted and how much stack its tasks may use.
/// </summary>
internal sealed unsafe partial class WasmtimeStore : ICoreStore
{
    private readonly List<WasmtimeHostFunction> _hostFunctions = [];
    private readonly Dictionary<nint, WasmtimeMemoryPart> _memories = [];
    private readonly Dictionary<string, WasmtimeModule> _modules = new(StringComparer.Ordinal);
    private NativeEngine? _native;
    private StoreHandle? _handle;
    private nint _context;
    private int _stackClass = EngineProfile.MaxStackBytes;
    private bool _disposed;

    public WasmtimeStore(WasmtimeEngine engine, StoreOptions options)
    {
        Engine = engine;
        Options = options;
    }

    ~WasmtimeStore() => Free();

    public WasmtimeEngine Engine { get; }

    public StoreOptions Options { get; }

    public IResourceLimiter? Limits => Options.Limiter;

    /// <summary>A memory was refused during the instantiation that is under way.</summary>
    public bool LimiterRefused { get; set; }

    /// <summary>Some module here may go on after an interrupt.</summary>
    public bool IsResumable { get; private set; }

    /// <summary>The engine that the store is bound to; binds it.</summary>
    public NativeEngine Native
    {
        get
        {
            Bind(Options.Fuel);
            return _native!;
        }
    }

    /// <summary>The library's store; binds it.</summary>
    public nint Context
    {
        get
        {
            ThrowIfDisposed();
            if (_context == 0)
            {
                Bind(Options.Fuel);
            }

            return _context;
        }
    }

    public CoreTask CreateTask(TaskOptions? options = null)
    {
        ThrowIfDisposed();
        options ??= TaskOptions.Default;
        if (_native is null)
        {
            _stackClass = EngineProfile.StackClassOf(Math.Min(options.MaxStackBytes, _stackClass));
        }

        return new WasmtimeTask(this, options);
    }

    public CoreFunction CreateFunction(FuncType type, HostCallback callback) => Add(new WasmtimeHostFunction(this, type, callback));

    public CoreFunction CreateFunction(FuncType type, Delegate typed) =>
        typed is HostCallback callback ? CreateFunction(type, callback) : Add(new WasmtimeHostFunction(this, type, typed));

    public CoreTag CreateTag(FuncType type)
    {
        nint context = Context;
        nint native = Api.TagTypeNew(NativeTypes.Of(Native.Handle, type));
        ItemRef tag;
        nint error = Api.TagNew(context, native, &tag);
        Api.TagTypeDelete(native);
        if (error != 0)
        {
            throw new InvalidOperationException(Errors.Take(error));
        }

        return TagOf(tag, Signature.Of(type, null));
    }

    public void Dispose()
    {
        if (_depth > 0)
        {
            throw new InvalidOperationException("the store cannot be disposed while a guest of it runs");
        }

        Free();
        GC.SuppressFinalize(this);
    }

    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    /// <summary>Makes all running guests of the engine ask at their next check whether it is them who are meant.</summary>
    public void RaiseEpoch()
    {
        if (_native is { } native)
        {
            Api.EngineIncrementEpoch(native.Handle);
        }
    }

    public WasmtimeHostFunction HostFunctionAt(nint index) => _hostFunctions[(int)index];

    /// <summary>Keeps what a callback threw, to be thrown when the guest is left.</summary>
    public void Defer(Exception failure) => _deferred ??= ExceptionDispatchInfo.Capture(failure);

    /// <summary>A memory that the library is making here.</summary>
    public void AddMemory(NativeLinear* linear) => _memories[(nint)linear->Base] = new WasmtimeMemoryPart((nint)linear);

    /// <summary>The memory whose first byte is at an address; null when it was not allocated here.</summary>
    public NativeLinear* FindMemory(byte* address) =>
        _memories.TryGetValue((nint)address, out WasmtimeMemoryPart part) ? (NativeLinear*)part.Linear : null;

    private void Bind(bool fuel)
    {
        ThrowIfDisposed();
        if (_native is not null)
        {
            return;
        }

        NativeEngine native = Engine.EngineFor(fuel, _stackClass);
        var handle = new StoreHandle(Api.StoreNew(native.Handle, 0, 0));
        nint store = handle.DangerousGetHandle();
        Api.StoreEpochCallback(store, &OnEpoch, 0, 0);
        _context = Api.StoreContext(store);
        Api.ContextSetEpochDeadline(_context, 1);
        _handle = handle;
        _native = native;
        SetTableLimit(lifted: true);
    }

    private WasmtimeHostFunction Add(WasmtimeHostFunction function)
    {
        nint type = NativeTypes.Of(Native.Handle, function.Type);
        FuncRef native;
        Api.FuncNew(Context, type, &OnHostCall, _hostFunctions.Count, 0, &native);
        Api.FuncTypeDelete(type);
        function.Bind(native);
        _hostFunctions.Add(function);
        return function;
    }

    private void Free()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Unroot();
        _context = 0;
        _handle?.Dispose();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint OnHostCall(nint environment, nint caller, ValRaw* values, nuint count)
    {
        WasmtimeStore store = Activation.Store!;
        try
        {
            store._hostFunctions[(int)environment].Invoke(store._current!, values);
            return 0;
        }
        catch (Exception failure)
        {
            return store.Stop(failure);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint OnEpoch(nint context, nint data, ulong* delta, byte* kind)
    {
        WasmtimeStore store = Activation.Store!;
        *kind = 0;
        try
        {
            // No task: the host makes a table by way of a module.
            WasmtimeTask? task = store._current;
            task?.OnCheck();
            *delta = task is { HasPending: true } ? 0UL : 1UL;
            return 0;
        }
        catch (Exception failure)
        {
            store.Defer(failure);
            return Errors.New("stopped\0"u8);
        }
    }
}
