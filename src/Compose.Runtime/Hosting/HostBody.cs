namespace Compose.Runtime;

/// <summary>
/// A function of the host. <paramref name="args"/> are the parameters in the order of the function type; they are the
/// callee's to keep once copied, the span itself is not; nor are <see cref="LentBytes"/>. An exception it throws passes to the caller of the export:
/// <see cref="GuestTrapException"/> is a trap of the guest, <see cref="GuestExitException"/> an orderly exit.
/// </summary>
public delegate HostOutcome HostBody(HostCall call, ReadOnlySpan<Value> args);
