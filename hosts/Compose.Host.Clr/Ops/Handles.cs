using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Compose.Host.Clr.Ops;

/// <summary>
/// From unmanaged words to managed objects. The handles are weak ones kept by objects that are alive as long as code
/// that could use them runs: whoever calls a guest keeps its store alive.
/// </summary>
internal static class Handles
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Get<T>(nint handle)
        where T : class => Unsafe.As<T>(GCHandle.FromIntPtr(handle).Target!);
}
