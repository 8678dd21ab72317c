using Compose.Wasm.Core;

namespace Compose.Engine;

/// <summary>A module that an engine accepted. Immutable, thread-safe, shared between stores of its engine.</summary>
public interface ICoreModule
{
    CoreModule Module { get; }

    CompileOptions Options { get; }
}
