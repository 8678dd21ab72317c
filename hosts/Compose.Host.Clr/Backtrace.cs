using System.Diagnostics;
using Compose.Engine;
using Compose.Host.Clr.Code;
using Compose.Host.Clr.Ops;

namespace Compose.Host.Clr;

/// <summary>
/// The guest frames of an exception. The machine stack tells the functions; the offsets within them come from the site
/// that a trap carries, and for calls from what the function calls: a call is known if only one can lead to the next
/// frame.
/// </summary>
internal static class Backtrace
{
    private const int MaxFrames = 64;

    private static readonly string s_operations = typeof(GuestOps).Namespace + ".";

    public static IReadOnlyList<WasmFrame> Of(Exception exception)
    {
        Exception origin = exception.InnerException is ArithmeticException inner ? inner : exception;
        var frames = new List<WasmFrame>();
        var maps = new Dictionary<(ClrModule, int), CodeMap?>();
        bool isOrigin = true;
        (ClrModule Module, int Function)? callee = null;
        foreach (StackFrame frame in new StackTrace(origin, fNeedFileInfo: false).GetFrames())
        {
            if (DiagnosticMethodInfo.Create(frame) is not { } method)
            {
                continue;
            }

            if (!string.IsNullOrEmpty(method.DeclaringTypeName) || !ClrModule.TryParseName(method.Name, out ClrModule? module, out int function))
            {
                // Next to the guest's frame is an operation of its code, or the way to a host function.
                isOrigin = IsOperation(method);
                continue;
            }

            if (module is null)
            {
                frames.Add(new WasmFrame(null, function, null, -1));
                callee = null;
            }
            else
            {
                if (!maps.TryGetValue((module, function), out CodeMap? map))
                {
                    map = MapOf(module, function);
                    maps.Add((module, function), map);
                }

                CodeMap.Place place = map is null ? new CodeMap.Place(-1, -1)
                    : !isOrigin || frames.Count > 0 ? map.OfCall(callee is { } next && next.Module == module ? next.Function : -1)
                    : exception is GuestCodeTrap trap ? map.OfSite(trap.Site)
                    : exception is CoreTrapException other ? map.OfTrap(other.Code) : new CodeMap.Place(-1, -1);
                (map ?? new CodeMap()).AddFrames(module, function, place, frames);
                callee = (module, function);
            }

            if (frames.Count >= MaxFrames)
            {
                break;
            }
        }

        return frames;
    }

    /// <summary>The frame that raised it is compiled guest code, or an operation that such code called; not a host function.</summary>
    public static bool IsOfGuest(Exception exception)
    {
        foreach (StackFrame frame in new StackTrace(exception, fNeedFileInfo: false).GetFrames())
        {
            if (DiagnosticMethodInfo.Create(frame) is not { } method)
            {
                return false;
            }

            if (!IsOperation(method))
            {
                return string.IsNullOrEmpty(method.DeclaringTypeName) && ClrModule.TryParseName(method.Name, out _, out _);
            }
        }

        return false;
    }

    private static bool IsOperation(DiagnosticMethodInfo method) =>
        method.DeclaringTypeName is { } owner && owner.StartsWith(s_operations, StringComparison.Ordinal) && owner != typeof(HostOps).FullName;

    private static CodeMap? MapOf(ClrModule module, int function)
    {
        try
        {
            return CodeMap.Of(module, function);
        }
        catch (ComposeException)
        {
            return null;
        }
    }
}
