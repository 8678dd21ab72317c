using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

/// <summary>A compiled module; instances keep it alive by themselves.</summary>
internal sealed class CodeHandle : SafeHandle
{
    public CodeHandle(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Api.ModuleDelete(handle);
        return true;
    }
}
