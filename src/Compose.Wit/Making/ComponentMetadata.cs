using Compose.Wasm;
using Compose.Wasm.Components;
using Compose.Wasm.Core;
using Compose.Wit.Binary;

namespace Compose.Wit.Making;

/// <summary>
/// What binding generators leave in a core module for whoever makes a component of it: custom sections
/// <c>component-type…</c>, each a component that holds one world, with the encoding of strings in
/// <c>wit-component-encoding</c>.
/// </summary>
/// <param name="Content">The section's content: a component binary.</param>
/// <param name="Encoding">How the module's strings lie in memory.</param>
/// <param name="Producers">Which generators wrote the bindings.</param>
internal sealed record ComponentMetadata(ReadOnlyMemory<byte> Content, StringEncoding Encoding, IReadOnlyList<Producers.Entry> Producers)
{
    private const string SectionName = "component-type";
    private const string EncodingSection = "wit-component-encoding";
    private const byte Version = 4;

    public static bool IsMetadata(string section) => section.StartsWith(SectionName, StringComparison.Ordinal);

    /// <summary>All sections of a module, in order.</summary>
    public static List<ComponentMetadata> Of(CoreModule module, string file)
    {
        var found = new List<ComponentMetadata>();
        foreach (CustomSection section in module.CustomSections)
        {
            if (IsMetadata(section.Name))
            {
                found.Add(Read(module.Bytes.Slice(section.Offset, section.Length), section.Name, file));
            }
        }

        return found;
    }

    /// <summary>The content of a section that tells the world of a module.</summary>
    public static byte[] Write(ResolvedWit wit, WorldId world, StringEncoding encoding)
    {
        var writer = new WasmWriter();
        writer.WriteComponentHeader();
        writer.WriteCustomSection(EncodingSection, [Version, (byte)encoding]);
        WitEncoder.Export(writer, wit[world].Name, new TypeEncoder(wit).World(world), 0);
        return writer.ToArray();
    }

    /// <summary>The module with one more section, at its end.</summary>
    public static byte[] Append(ReadOnlySpan<byte> module, ReadOnlySpan<byte> content)
    {
        var writer = new WasmWriter(module.Length + content.Length + 32);
        writer.WriteBytes(module);
        writer.WriteCustomSection(SectionName, content);
        return writer.ToArray();
    }

    /// <summary>The module without these sections.</summary>
    public static byte[] Strip(CoreModule module)
    {
        var editor = BinaryEditor.Of(module);
        editor.Remove(IsMetadata);
        return editor.ToArray();
    }

    private static ComponentMetadata Read(ReadOnlyMemory<byte> content, string name, string file)
    {
        Component component;
        try
        {
            component = ComponentReader.Read(content, new ComponentOptions { Features = ComponentFeatures.All });
        }
        catch (ComposeException failure)
        {
            throw Broken(file, $"the section `{name}` holds no component: {failure.Error.Message}");
        }

        if (component.FindCustomSection(EncodingSection) is not { } encoding || encoding.Content.Length != 2)
        {
            throw Broken(file, $"the section `{name}` does not say how strings are encoded");
        }

        ReadOnlySpan<byte> bytes = encoding.Content.Span;
        if (bytes[0] is not (3 or Version) || bytes[1] > (byte)StringEncoding.Latin1OrUtf16)
        {
            throw Broken(file, $"the section `{name}` has version {bytes[0]} and encoding {bytes[1]}; versions 3 and 4 are known");
        }

        return new ComponentMetadata(content, (StringEncoding)bytes[1], component.ReadProducers());
    }

    private static ComposeException Broken(string file, string message) => new(
        ErrorCodes.Wit.EmbeddingFailed, message, new ErrorLocation { File = file }, "make the module again with current bindings, or embed its world: component embed");
}
