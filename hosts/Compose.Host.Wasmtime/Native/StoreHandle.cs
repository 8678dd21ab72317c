using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

/// <summary>A store. Only deleted when no guest of it runs: whoever enters keeps the object alive.</summary>
internal sealed class StoreHandle : SafeHandle
{
    public StoreHandle(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Api.StoreDelete(handle);
        return true;
    }
}
