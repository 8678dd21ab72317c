using Compose.Engine;
using Compose.Host.Wasmtime.Loading;

namespace Compose.Host.Wasmtime;

/// <summary>How to make a <see cref="WasmtimeEngine"/>.</summary>
public sealed record WasmtimeOptions
{
    /// <summary>The library; null to search for it.</summary>
    public WasmtimeLocation? Location { get; init; }

    /// <summary>Where compiled modules are kept, or null. What it gives back must be authentic: it is run.</summary>
    public ICodeCache? Cache { get; init; }
}
