using System.Runtime.InteropServices;
using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.Host.Clr;

/// <summary>
/// Owns the native parts of everything made in it, and frees them together: on disposal, or when the store is no longer
/// reachable.
/// </summary>
internal sealed unsafe class ClrStore : ICoreStore
{
    private readonly List<INativePart> _parts = [];
    private readonly List<GCHandle> _handles = [];
    private readonly List<object> _references = [];
    private readonly Dictionary<object, ulong> _slots = new(ReferenceEqualityComparer.Instance);
    private readonly List<ClrTask> _tasks = [];
    private readonly Dictionary<FuncType, int> _typeIds = [];
    private bool _disposed;

    public ClrStore(ClrEngine engine, StoreOptions options)
    {
        Engine = engine;
        Options = options;
    }

    ~ClrStore() => Free();

    public ClrEngine Engine { get; }

    public StoreOptions Options { get; }

    public CoreTask CreateTask(TaskOptions? options = null)
    {
        ThrowIfDisposed();
        var task = new ClrTask(this, options ?? TaskOptions.Default);
        _tasks.Add(task);
        return Own(task);
    }

    public ICoreInstance Instantiate(ICoreModule module, ReadOnlySpan<CoreExtern> imports, CoreTask task)
    {
        ThrowIfDisposed();
        if (module is not ClrModule code)
        {
            throw new ArgumentException("the module was compiled by another engine", nameof(module));
        }

        var instance = new ClrInstance(this, code, imports);
        instance.Initialize((ClrTask)task);
        return instance;
    }

    public CoreFunction CreateFunction(FuncType type, HostCallback callback)
    {
        ThrowIfDisposed();
        return Own(new ClrHostFunction(this, type, callback));
    }

    public CoreFunction CreateFunction(FuncType type, Delegate typed)
    {
        ThrowIfDisposed();
        return typed is HostCallback callback ? CreateFunction(type, callback) : Own(new ClrHostFunction(this, type, typed));
    }

    public CoreMemory CreateMemory(MemoryType type)
    {
        ThrowIfDisposed();
        return Own(new ClrMemory(this, type, null));
    }

    public CoreTable CreateTable(TableType type, ulong initial)
    {
        ThrowIfDisposed();
        return Own(new ClrTable(this, type, type.Element, null, initial));
    }

    public CoreGlobal CreateGlobal(GlobalType type, ReadOnlySpan<ulong> initial)
    {
        ThrowIfDisposed();
        var global = Own(new ClrGlobal(this, type, type.Value, null));
        global.Initialize(initial);
        return global;
    }

    public CoreTag CreateTag(FuncType type)
    {
        ThrowIfDisposed();
        return new ClrTag(this, type, TypeIdOf(type));
    }

    public ulong ExternRefSlot(object? value) => value is null ? 0 : ReferenceOf(value);

    public object? ExternRefOf(ulong slot)
    {
        if (slot == 0)
        {
            return null;
        }

        return slot <= (ulong)_references.Count ? _references[(int)slot - 1] : throw new ArgumentException("not a reference of this store", nameof(slot));
    }

    public ulong FuncRefSlot(CoreFunction? function)
    {
        if (function is null)
        {
            return 0;
        }

        return function is ClrFunction own && own.Store == this
            ? (ulong)own.Record
            : throw new ArgumentException("the function belongs to another store", nameof(function));
    }

    public CoreFunction? FuncRefOf(ulong slot)
    {
        if (slot == 0)
        {
            return null;
        }

        var record = (Native.NativeFunction*)slot;
        return ((IFunctionOwner)GCHandle.FromIntPtr(*record->Context).Target!).FunctionOf(record);
    }

    public void Dispose()
    {
        foreach (ClrTask task in _tasks)
        {
            if (task.IsEntered)
            {
                throw new InvalidOperationException("the store cannot be disposed while a guest of it runs");
            }
        }

        Free();
        GC.SuppressFinalize(this);
    }

    public ICoreSnapshot? Capture(ICoreSnapshot? like = null)
    {
        ThrowIfDisposed();
        var states = new object?[_parts.Count];
        object?[]? others = (like as ClrSnapshot)?.Parts;
        for (int i = 0; i < states.Length; i++)
        {
            if (_parts[i] is IStatefulPart part)
            {
                states[i] = part.Capture(others is not null && others.Length == states.Length ? others[i] : null);
                if (states[i] is null)
                {
                    return null;
                }
            }
        }

        return new ClrSnapshot(states, _references.Count);
    }

    public bool TryRestore(ICoreSnapshot snapshot)
    {
        ThrowIfDisposed();
        var kept = (ClrSnapshot)snapshot;
        for (int i = 0; i < kept.Parts.Length; i++)
        {
            if (kept.Parts[i] is { } state && !((IStatefulPart)_parts[i]).TryRestore(state))
            {
                return false;
            }
        }

        for (int i = _references.Count - 1; i >= kept.References; i--)
        {
            _slots.Remove(_references[i]);
            _references.RemoveAt(i);
        }

        return true;
    }

    /// <summary>The number of a managed object; the same for the same object.</summary>
    internal ulong ReferenceOf(object value)
    {
        if (!_slots.TryGetValue(value, out ulong slot))
        {
            _references.Add(value);
            slot = (ulong)_references.Count;
            _slots.Add(value, slot);
        }

        return slot;
    }

    /// <summary>A weak handle that native memory can hold; freed with the store.</summary>
    internal nint HandleOf(object value)
    {
        GCHandle handle = GCHandle.Alloc(value, GCHandleType.Weak);
        _handles.Add(handle);
        return GCHandle.ToIntPtr(handle);
    }

    /// <summary>The canonical id of a type without concrete references, held until the store ends.</summary>
    internal int TypeIdOf(FuncType type)
    {
        if (!_typeIds.TryGetValue(type, out int id))
        {
            id = ClrEngine.Types.Intern([SubType.OfFunc(type)])[0];
            _typeIds.Add(type, id);
        }

        return id;
    }

    internal T Own<T>(T part)
        where T : INativePart
    {
        _parts.Add(part);
        return part;
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    private void Free()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        for (int i = _parts.Count - 1; i >= 0; i--)
        {
            _parts[i].Free();
        }

        foreach (GCHandle handle in _handles)
        {
            handle.Free();
        }

        foreach ((FuncType type, int id) in _typeIds)
        {
            ClrEngine.Types.Release([SubType.OfFunc(type)], [id]);
        }

        _typeIds.Clear();
        _parts.Clear();
        _handles.Clear();
        _references.Clear();
        _slots.Clear();
        _tasks.Clear();
    }
}
