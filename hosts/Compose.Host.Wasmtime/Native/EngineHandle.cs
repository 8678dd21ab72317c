using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

/// <summary>An engine; modules and stores keep what they need of it alive by themselves.</summary>
internal sealed class EngineHandle : SafeHandle
{
    public EngineHandle(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Api.EngineDelete(handle);
        return true;
    }
}
