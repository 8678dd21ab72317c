using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>
/// A decoded component: its definitions in order, with indexes as the binary has them. Immutable and thread-safe;
/// slices the bytes, never copies them. Decoded is not yet valid: <see cref="ComponentValidator"/> gives the
/// <see cref="ResolvedComponent"/>, in which indexes have become types.
/// </summary>
public sealed class Component
{
    internal Component(
        ReadOnlyMemory<byte> bytes,
        long offset,
        IReadOnlyList<ComponentDefinition> definitions,
        IReadOnlyList<ComponentCustomSection> customSections,
        IReadOnlyList<BinarySection> sections,
        int[] definitionCounts)
    {
        Bytes = bytes;
        Offset = offset;
        Definitions = definitions;
        CustomSections = customSections;
        Sections = sections;
        DefinitionCounts = definitionCounts;
    }

    /// <summary>The component's binary, preamble included.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Where the binary begins in the outermost one; 0 for the outermost.</summary>
    public long Offset { get; }

    public IReadOnlyList<ComponentDefinition> Definitions { get; }

    public IReadOnlyList<ComponentCustomSection> CustomSections { get; }

    /// <summary>All sections in order, custom ones included (their ids are 0).</summary>
    public IReadOnlyList<BinarySection> Sections { get; }

    /// <summary>How many of <see cref="Definitions"/> each section holds.</summary>
    internal int[] DefinitionCounts { get; }

    /// <summary>The first custom section of a name, or null.</summary>
    public ComponentCustomSection? FindCustomSection(string name)
    {
        foreach (var section in CustomSections)
        {
            if (string.Equals(section.Name, name, StringComparison.Ordinal))
            {
                return section;
            }
        }

        return null;
    }

    /// <summary>The names that the custom section <c>component-name</c> gives; empty if there is none or it is
    /// malformed (which must not matter).</summary>
    public ComponentNames ReadNames() =>
        FindCustomSection(ComponentNames.SectionName) is { } section ? ComponentNames.Read(section) : ComponentNames.Empty;

    /// <summary>What tools made the component, by its custom section <c>producers</c>.</summary>
    public IReadOnlyList<Producers.Entry> ReadProducers() =>
        FindCustomSection(Producers.SectionName) is { } section ? Producers.Read(section.Content.Span) : [];

    /// <summary>Whether bytes begin with the preamble of a component (any version).</summary>
    public static bool IsComponent(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 8 && bytes.StartsWith("\0asm"u8) && bytes[6] == 1 && bytes[7] == 0;
}
