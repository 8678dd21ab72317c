using Compose.Wasm.Core;

namespace Compose.Engine;

/// <summary>
/// Everything that belongs to one composition instance: instances, memories, tables, globals, host functions, tasks.
/// Entered by one thread at a time. Disposing it frees all of them at once (memory is not given back earlier); what is
/// left of them throws <see cref="ObjectDisposedException"/>. A store may be dropped without disposal.
/// </summary>
public interface ICoreStore : IDisposable
{
    /// <summary>A new execution context.</summary>
    CoreTask CreateTask(TaskOptions? options = null);

    /// <summary>
    /// Instantiates: <paramref name="imports"/> in the order of the module's import section; then segments, then the
    /// start function, which runs on <paramref name="task"/>. On a <see cref="GuestThread"/>, as a call.
    /// </summary>
    /// <exception cref="ComposeException"><c>Exec.LinkFailed</c> when an import does not match, <c>Exec.ResourceExhausted</c>
    /// when the limiter refuses.</exception>
    /// <exception cref="CoreTrapException">A segment is out of bounds, or the start function trapped. Effects on imported
    /// tables and memories stay, as the specification says.</exception>
    ICoreInstance Instantiate(ICoreModule module, ReadOnlySpan<CoreExtern> imports, CoreTask task);

    /// <summary>A host function over slots.</summary>
    CoreFunction CreateFunction(FuncType type, HostCallback callback);

    /// <summary>
    /// A host function as a delegate of matching signature: <c>int</c>/<c>uint</c>, <c>long</c>/<c>ulong</c>,
    /// <c>float</c>, <c>double</c> for the number types (<c>ulong</c> for references), at most one result; the first parameter may be
    /// <see cref="CoreTask"/>. Calls allocate nothing. Other signatures throw <see cref="ArgumentException"/>.
    /// </summary>
    CoreFunction CreateFunction(FuncType type, Delegate typed);

    CoreMemory CreateMemory(MemoryType type);

    /// <summary>A table whose elements all are the reference <paramref name="initial"/>.</summary>
    CoreTable CreateTable(TableType type, ulong initial);

    /// <summary>A global; <paramref name="initial"/> has one slot, two for v128.</summary>
    CoreGlobal CreateGlobal(GlobalType type, ReadOnlySpan<ulong> initial);

    /// <summary>A new exception tag, distinct from all others.</summary>
    CoreTag CreateTag(FuncType type);

    /// <summary>
    /// The slot of a host object as <c>externref</c>: 0 for null, the same slot for the same object. It stays alive as
    /// long as the store.
    /// </summary>
    ulong ExternRefSlot(object? value);

    /// <summary>The object of an <c>externref</c> slot of this store.</summary>
    object? ExternRefOf(ulong slot);

    /// <summary>The slot of a function of this store as <c>funcref</c>; 0 for null.</summary>
    ulong FuncRefSlot(CoreFunction? function);

    /// <summary>The function of a <c>funcref</c> slot of this store; null for 0.</summary>
    CoreFunction? FuncRefOf(ulong slot);

    /// <summary>
    /// Keeps the present state of everything in the store, to be put back by <see cref="TryRestore"/>; null where the
    /// engine or the platform cannot. No task may be entered.
    /// </summary>
    /// <param name="like">A snapshot of another store made from the same modules in the same order: what is equal in both may be shared.</param>
    ICoreSnapshot? Capture(ICoreSnapshot? like = null) => null;

    /// <summary>
    /// Puts memories, tables, globals and segments back into the state of a snapshot of this store. What was allocated
    /// since is kept for reuse, zeroed; no byte of the time between can be read. False where that cannot be done: then
    /// the store must be disposed of.
    /// </summary>
    bool TryRestore(ICoreSnapshot snapshot) => false;
}
