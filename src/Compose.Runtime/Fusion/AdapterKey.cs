using Compose.Runtime.Abi;

namespace Compose.Runtime.Fusion;

/// <summary>
/// Everything that decides an adapter's code: the function type and how either side passes values. Edges of one key
/// share one compiled module.
/// </summary>
/// <param name="Type">The lifted function's type.</param>
/// <param name="Lower">The caller's side.</param>
/// <param name="Lift">The callee's side.</param>
/// <param name="Entering">How many instances the call enters; 0 where the callee encloses the caller.</param>
/// <param name="Implemented">Bit i: the callee implements the resource of slot i; slots from 64 on count as not.</param>
internal readonly record struct AdapterKey(AbiFunction Type, AdapterSide Lower, AdapterSide Lift, int Entering, ulong Implemented);
