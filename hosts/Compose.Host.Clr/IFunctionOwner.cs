using Compose.Host.Clr.Native;

namespace Compose.Host.Clr;

/// <summary>Who a native function record belongs to; the first word of its context is a handle of this.</summary>
internal unsafe interface IFunctionOwner
{
    /// <summary>The code of a record of this owner; compiles it if need be, and writes it into the record.</summary>
    nint CodeOf(NativeFunction* function);

    /// <summary>As <see cref="CodeOf"/>, and the code will never be replaced by better.</summary>
    nint FinalCodeOf(NativeFunction* function);

    /// <summary>The function object of a record of this owner.</summary>
    ClrFunction FunctionOf(NativeFunction* function);
}
