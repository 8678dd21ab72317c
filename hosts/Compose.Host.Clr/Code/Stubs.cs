using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Compose.Host.Clr.Native;
using Compose.Host.Clr.Ops;

namespace Compose.Host.Clr.Code;

/// <summary>Code that enters and leaves guests, one piece per shape, which keeps it, or per delegate type.</summary>
internal static class Stubs
{
    private static readonly List<object> s_roots = [];
    private static readonly ConditionalWeakTable<Type, object> s_delegates = [];

    /// <summary><c>void (nint code, nint context, nint task, ulong* slots)</c>.</summary>
    public static nint MakeEntry(Shape shape)
    {
        var method = new CodeMethod("enter", typeof(void), [typeof(nint), typeof(nint), typeof(nint), typeof(nint)]);
        ILWriter il = method.IL;
        if (shape.Results.Length > 0)
        {
            il.LoadArgument(3);
        }

        il.LoadArgument(1);
        il.LoadArgument(2);
        int slot = 0;
        foreach (StackType type in shape.Params)
        {
            LoadSlotAddress(il, 3, slot);
            method.LoadIndirect(type);
            slot += StackTypes.SlotsOf(type);
        }

        il.LoadArgument(0);
        method.CallIndirect(shape);
        slot = 0;
        for (int i = 0; i < shape.Results.Length; i++)
        {
            StackType type = shape.Results[i];
            if (i > 0)
            {
                LoadSlotAddress(il, 3, slot);
                il.LoadArgument(2);
                il.LoadInt(ExecContext.ScratchOffset + (16 * i));
                il.Emit(ILCode.Add);
                method.LoadIndirect(type);
            }

            StoreSlot(method, type);
            slot += StackTypes.SlotsOf(type);
        }

        il.Emit(ILCode.Ret);
        return Finish(method, shape);
    }

    /// <summary>Code of the shape that puts its arguments into slots on the stack and calls the host function of its context.</summary>
    public static nint MakeCallback(Shape shape)
    {
        var method = new CodeMethod("leave", shape.ReturnType, shape.ArgumentTypes);
        ILWriter il = method.IL;
        int slots = method.AddLocal(StackType.I64);
        il.LoadInt(Math.Max(1, shape.SlotCount) * 8);
        il.Emit(ILCode.ConvU8);
        il.Emit(ILCode.Localloc);
        il.StoreLocal(slots);
        int slot = 0;
        for (int i = 0; i < shape.Params.Length; i++)
        {
            il.LoadLocal(slots);
            il.LoadInt(slot * 8);
            il.Emit(ILCode.Add);
            il.LoadArgument(i + 2);
            StoreSlot(method, shape.Params[i]);
            slot += StackTypes.SlotsOf(shape.Params[i]);
        }

        il.LoadArgument(0);
        il.LoadArgument(1);
        il.LoadLocal(slots);
        method.Call(typeof(HostOps), nameof(HostOps.Invoke));
        slot = shape.Results.Length > 0 ? StackTypes.SlotsOf(shape.Results[0]) : 0;
        for (int i = 1; i < shape.Results.Length; i++)
        {
            il.LoadArgument(1);
            il.LoadInt(ExecContext.ScratchOffset + (16 * i));
            il.Emit(ILCode.Add);
            il.LoadLocal(slots);
            il.LoadInt(slot * 8);
            il.Emit(ILCode.Add);
            method.LoadIndirect(shape.Results[i]);
            method.StoreIndirect(shape.Results[i]);
            slot += StackTypes.SlotsOf(shape.Results[i]);
        }

        if (shape.Results.Length > 0)
        {
            il.LoadLocal(slots);
            method.LoadIndirect(shape.Results[0]);
        }

        il.Emit(ILCode.Ret);
        return Finish(method, shape);
    }

    /// <summary>Code of the shape that binds an import, see <see cref="Shape.Binder"/>.</summary>
    public static nint MakeBinder(Shape shape)
    {
        var method = new CodeMethod("bind", shape.ReturnType, shape.ArgumentTypes);
        ILWriter il = method.IL;
        int code = method.AddLocal(StackType.I64);
        il.LoadArgument(0);
        method.Call(typeof(HostOps), nameof(HostOps.Bind));
        il.StoreLocal(code);
        il.LoadArgument(0);
        il.LoadInt(NativeImport.ContextOffset);
        il.Emit(ILCode.Add);
        il.Emit(ILCode.LdindI8);
        for (int i = 1; i < shape.ArgumentTypes.Length; i++)
        {
            il.LoadArgument(i);
        }

        il.LoadLocal(code);
        method.CallIndirect(shape);
        il.Emit(ILCode.Ret);
        return Finish(method, shape);
    }

    /// <summary>The method <c>Invoke</c> of a delegate type.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Trimming keeps the method Invoke of every delegate type that it keeps.")]
    public static MethodInfo InvokeOf(Type delegateType) => delegateType.GetMethod("Invoke")!;

    /// <summary>Code of the shape that stands for functions that are not compiled yet, see <see cref="Shape.Resolver"/>.</summary>
    public static nint MakeResolver(Shape shape)
    {
        var method = new CodeMethod("resolve", shape.ReturnType, shape.ArgumentTypes);
        ILWriter il = method.IL;
        int code = method.AddLocal(StackType.I64);
        il.LoadArgument(0);
        il.LoadArgument(1);
        method.Call(typeof(HostOps), nameof(HostOps.Resolve));
        il.StoreLocal(code);
        for (int i = 0; i < shape.ArgumentTypes.Length; i++)
        {
            il.LoadArgument(i);
        }

        il.LoadLocal(code);
        method.CallIndirect(shape);
        il.Emit(ILCode.Ret);
        return Finish(method, shape);
    }

    /// <summary>Code of the shape that calls the delegate of its context directly.</summary>
    public static nint OfDelegate(Type type, Shape shape, bool passesTask)
    {
        lock (s_delegates)
        {
            if (s_delegates.TryGetValue(type, out object? known))
            {
                return (nint)known;
            }

            var method = new CodeMethod("leave", shape.ReturnType, shape.ArgumentTypes);
            ILWriter il = method.IL;
            il.LoadArgument(0);
            method.Call(typeof(HostOps), nameof(HostOps.DelegateOf));
            if (passesTask)
            {
                il.LoadArgument(1);
                method.Call(typeof(HostOps), nameof(HostOps.TaskOf));
            }

            for (int i = 0; i < shape.Params.Length; i++)
            {
                il.LoadArgument(i + 2);
            }

            method.CallVirtual(InvokeOf(type).MethodHandle, type.TypeHandle);
            il.Emit(ILCode.Ret);
            nint code = Finish(method, shape);
            lock (s_roots)
            {
                s_roots.Add(method.Method);
            }

            s_delegates.Add(type, code);
            return code;
        }
    }

    /// <summary>Checks that a large frame fits before it calls the code, whose own check would come too late.</summary>
    public static (nint Code, object Root) MakeGuard(Shape shape, string name, nint target, long bytes)
    {
        var method = new CodeMethod(name, shape.ReturnType, shape.ArgumentTypes);
        ILWriter il = method.IL;
        il.LoadArgument(1);
        il.LoadLong(bytes);
        method.Call(typeof(GuestOps), nameof(GuestOps.FrameCheck));
        for (int i = 0; i < shape.ArgumentTypes.Length; i++)
        {
            il.LoadArgument(i);
        }

        il.LoadLong(target);
        method.CallIndirect(shape);
        il.Emit(ILCode.Ret);
        return (method.Compile(shape.Params.Length + 8, initLocals: false, []), method.Method);
    }

    private static nint Finish(CodeMethod method, Shape shape)
    {
        nint code = method.Compile(shape.Params.Length + 16, initLocals: false, []);
        shape.Keep(method.Method);
        return code;
    }

    private static void LoadSlotAddress(ILWriter il, int argument, int slot)
    {
        il.LoadArgument(argument);
        if (slot > 0)
        {
            il.LoadInt(slot * 8);
            il.Emit(ILCode.Add);
        }
    }

    /// <summary>Stores a value into a slot, upper half zero for 32-bit values.</summary>
    private static void StoreSlot(CodeMethod method, StackType type)
    {
        switch (type)
        {
            case StackType.I32:
                method.IL.Emit(ILCode.ConvU8);
                method.StoreIndirect(StackType.I64);
                break;
            case StackType.F32:
                method.Call(typeof(NumericOps), nameof(NumericOps.I32ReinterpretF32));
                method.IL.Emit(ILCode.ConvU8);
                method.StoreIndirect(StackType.I64);
                break;
            default:
                method.StoreIndirect(type);
                break;
        }
    }
}
