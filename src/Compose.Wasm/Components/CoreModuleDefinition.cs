using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>An embedded core module; read when first asked for. Adds a core module.</summary>
public sealed class CoreModuleDefinition : ComponentDefinition
{
    private readonly Lazy<CoreModule> _module;

    internal CoreModuleDefinition(long offset, ReadOnlyMemory<byte> bytes, WasmFeatures features)
        : base(offset)
    {
        Bytes = bytes;
        _module = new Lazy<CoreModule>(() => CoreModuleReader.Read(bytes, features, offset));
    }

    /// <summary>The module's binary, a slice of the component's.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The decoded module.</summary>
    /// <exception cref="ComposeException">The bytes are malformed.</exception>
    public CoreModule Module => _module.Value;
}
