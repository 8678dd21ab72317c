using Compose.Wasm.Core;

namespace Compose.Engine;

/// <summary>
/// Runs core WebAssembly and nothing else: component semantics live above this seam. Engines and modules are
/// thread-safe and shared; a store is entered by one thread at a time.
/// </summary>
/// <remarks>
/// Every engine keeps this contract. No guest, however hostile, crashes or hangs the process: stack exhaustion is a
/// trap, loops can be interrupted, growth is asked of the limiter. A trap is a <see cref="CoreTrapException"/>; it
/// unwinds through host frames. An exception that a host callback throws passes through guest frames to the outer call
/// unchanged. Values cross as raw 64-bit slots: i32 and f32 in the low half (upper half zero), v128 as two slots (low
/// first), references as opaque non-zero numbers with 0 for null, valid within their store.
/// </remarks>
public interface ICoreEngine : IDisposable
{
    EngineInfo Info { get; }

    /// <summary>
    /// Prepares a module: validates it unless <see cref="CompileOptions.Validated"/>, and refuses what
    /// <see cref="EngineInfo.Features"/> does not cover. Machine code may be made later, on first call.
    /// </summary>
    /// <exception cref="ComposeException"><c>Component.Invalid</c>, <c>Component.Malformed</c>,
    /// <c>Component.LimitExceeded</c>, or <c>Component.NotSupported</c> that names the feature.</exception>
    ICoreModule Compile(CoreModule module, CompileOptions? options = null);

    /// <summary>A new, empty store.</summary>
    ICoreStore CreateStore(StoreOptions? options = null);
}
