namespace Compose.Wasm.Components;

/// <summary>Decodes component binaries (Binary.md of the component model).</summary>
public static class ComponentReader
{
    /// <summary>
    /// Decodes a component with everything nested in it; core modules are left as slices. Bytes that do not decode are
    /// <c>Component.Malformed</c>, opcodes of features that are off <c>Component.NotSupported</c>, too much of
    /// something <c>Component.LimitExceeded</c>; each with its byte offset.
    /// </summary>
    public static Component Read(ReadOnlyMemory<byte> bytes, ComponentOptions? options = null) =>
        new ComponentParser(options ?? ComponentOptions.Default).ReadRoot(bytes);
}
