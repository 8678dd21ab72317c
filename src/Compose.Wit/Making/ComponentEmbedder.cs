using Compose.Wasm.Components;

namespace Compose.Wit.Making;

/// <summary>Writes the world that a core module was built against into the module, for <see cref="ComponentMaker"/>.</summary>
public static class ComponentEmbedder
{
    /// <summary>The module with one more custom section at its end; everything before stays byte for byte.</summary>
    /// <param name="module">A core module.</param>
    /// <param name="wit">The WIT that has the world.</param>
    /// <param name="world">The world.</param>
    /// <param name="encoding">How the module's strings lie in memory.</param>
    /// <exception cref="ComposeException"><c>Wit.Invalid</c>: the world cannot be encoded.</exception>
    public static byte[] Embed(ReadOnlySpan<byte> module, ResolvedWit wit, WorldId world, StringEncoding encoding = StringEncoding.Utf8) =>
        ComponentMetadata.Append(module, ComponentMetadata.Write(wit, world, encoding));
}
