using Compose.Host.Clr.Code;
using Compose.Host.Clr.Native;

namespace Compose.Host.Clr;

/// <summary>A function that an instance's module defines.</summary>
internal sealed unsafe class ClrGuestFunction(ClrInstance instance, int index)
    : ClrFunction(instance.ClrStore, instance.Code.Module.FunctionTypeOf(index))
{
    public override NativeFunction* Record => instance.RecordOf(index);

    public override nint FinalCode => instance.Code.TryGetCode(index, CodeTier.Final);
}
