using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using Compose.Engine;
using Compose.Host.Clr.Code;
using Compose.Host.Clr.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Clr;

/// <summary>A host function: a callback over slots, or a typed delegate that guest code calls directly.</summary>
internal sealed unsafe class ClrHostFunction : ClrFunction, IFunctionOwner, INativePart
{
    // Reflection costs more than all the rest: each pair of types is looked at once.
    private static readonly ConcurrentDictionary<(Type Delegate, FuncType Type), bool> s_checked = new();

    private readonly Delegate? _typed;
    private NativeFunction* _record;

    public ClrHostFunction(ClrStore store, FuncType type, HostCallback callback)
        : base(store, type)
    {
        Callback = callback;
        MakeRecord(Shape.Callback, callback);
    }

    public ClrHostFunction(ClrStore store, FuncType type, Delegate typed)
        : base(store, type)
    {
        _typed = typed;
        bool passesTask = CheckSignature(type, typed);
        MakeRecord(Stubs.OfDelegate(typed.GetType(), Shape, passesTask), typed);
    }

    /// <summary>Null for a typed delegate.</summary>
    public HostCallback? Callback { get; }

    public override NativeFunction* Record
    {
        get
        {
            ObjectDisposedException.ThrowIf(_record is null, this);
            return _record;
        }
    }

    public override nint FinalCode => Record->Code;

    nint IFunctionOwner.CodeOf(NativeFunction* function) => function->Code;

    nint IFunctionOwner.FinalCodeOf(NativeFunction* function) => function->Code;

    ClrFunction IFunctionOwner.FunctionOf(NativeFunction* function) => this;

    void INativePart.Free()
    {
        NativeMemory.Free(_record);
        _record = null;
    }

    private void MakeRecord(nint code, object target)
    {
        // The context follows the record: a handle of this object, and one of the delegate.
        _record = (NativeFunction*)NativeMemory.Alloc(NativeFunction.Size + 16);
        var context = (nint*)((byte*)_record + NativeFunction.Size);
        context[0] = ClrStore.HandleOf(this);
        context[1] = ClrStore.HandleOf(target);
        *_record = new NativeFunction { Code = code, Context = context, TypeId = ClrStore.TypeIdOf(Type), Index = 0 };
        GC.KeepAlive(_typed);
    }

    /// <summary>Whether the delegate takes the task first; throws where its signature does not fit.</summary>
    private static bool CheckSignature(FuncType type, Delegate typed) =>
        s_checked.GetOrAdd((typed.GetType(), type), static (key, typed) => CheckNewSignature(key.Type, typed), typed);

    private static bool CheckNewSignature(FuncType type, Delegate typed)
    {
        MethodInfo invoke = Stubs.InvokeOf(typed.GetType());
        ParameterInfo[] parameters = invoke.GetParameters();
        bool passesTask = parameters.Length > 0 && parameters[0].ParameterType == typeof(CoreTask);
        int skipped = passesTask ? 1 : 0;
        bool fits = parameters.Length - skipped == type.Params.Length && type.Results.Length <= 1
            && (type.Results.Length == 0 ? invoke.ReturnType == typeof(void) : Fits(invoke.ReturnType, type.Results[0]));
        for (int i = 0; fits && i < type.Params.Length; i++)
        {
            fits = Fits(parameters[i + skipped].ParameterType, type.Params[i]);
        }

        return fits ? passesTask : throw new ArgumentException($"the delegate {typed.GetType()} does not fit the type {type}", nameof(typed));
    }

    private static bool Fits(Type type, ValType value) => StackTypes.Of(value) switch
    {
        StackType.I32 => type == typeof(int) || type == typeof(uint),
        StackType.I64 => type == typeof(long) || type == typeof(ulong),
        StackType.F32 => type == typeof(float),
        StackType.F64 => type == typeof(double),
        _ => false,
    };
}
