using Compose.Engine;
using Compose.Host.Clr.Code;
using Compose.Host.Clr.Native;

namespace Compose.Host.Clr.Ops;

/// <summary>What the stubs of host functions call.</summary>
internal static unsafe class HostOps
{
    /// <summary>Runs the callback of a host function; <paramref name="slots"/> lies on the stack.</summary>
    public static void Invoke(nint context, nint task, nint slots)
    {
        ClrHostFunction function = Handles.Get<ClrHostFunction>(*(nint*)context);
        function.Callback!(Handles.Get<ClrTask>(((ExecContext*)task)->Task), new Span<ulong>((void*)slots, function.SlotCount));
    }

    /// <summary>The delegate of a host function's context.</summary>
    public static object DelegateOf(nint context) => Handles.Get<object>(((nint*)context)[1]);

    /// <summary>Binds an import to its function's code, compiling it if need be; the code.</summary>
    public static nint Bind(nint import)
    {
        var target = (NativeImport*)import;
        nint code = Handles.Get<object>(*target->Function->Context) is IFunctionOwner owner ? owner.FinalCodeOf(target->Function) : 0;
        target->Context = target->Function->Context;
        target->Code = code;
        return code;
    }

    /// <summary>The code of the function of the instance's module that the caller named in the task.</summary>
    public static nint Resolve(nint context, nint task) =>
        Handles.Get<ClrInstance>(*(nint*)context).Code.GetCode(((ExecContext*)task)->Callee, CodeTier.Quick);

    public static CoreTask TaskOf(nint task) => Handles.Get<ClrTask>(((ExecContext*)task)->Task);
}
