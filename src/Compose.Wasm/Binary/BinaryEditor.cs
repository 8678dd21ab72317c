using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Wasm;

/// <summary>
/// Changes the custom sections of a module or component. What is not changed keeps its bytes, the padding that some
/// encoders leave in sizes included; with no change the result is the binary that was read. Sections of nested modules
/// and components are not looked at.
/// </summary>
public sealed class BinaryEditor
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<Part> _parts;

    private BinaryEditor(ReadOnlyMemory<byte> bytes, bool isComponent, List<Part> parts)
    {
        _bytes = bytes;
        IsComponent = isComponent;
        _parts = parts;
    }

    /// <summary>A section: where it lies, or what is written in its place.</summary>
    private readonly record struct Part(BinarySection Section, string? Name, ReadOnlyMemory<byte> Content, bool IsNew);

    /// <summary>Whether the binary is a component; otherwise it is a core module.</summary>
    public bool IsComponent { get; }

    /// <summary>The names of the custom sections, in order.</summary>
    public IEnumerable<string> Names
    {
        get
        {
            foreach (Part part in _parts)
            {
                if (part.Name is { } name)
                {
                    yield return name;
                }
            }
        }
    }

    /// <summary>Reads a binary, which must decode and need not be valid.</summary>
    /// <exception cref="ComposeException"><c>Component.Malformed</c>, <c>Component.NotSupported</c>,
    /// <c>Component.LimitExceeded</c>.</exception>
    public static BinaryEditor Of(ReadOnlyMemory<byte> bytes) => Component.IsComponent(bytes.Span)
        ? Of(ComponentReader.Read(bytes, ComponentOptions.Lenient))
        : Of(CoreModuleReader.Read(bytes, WasmFeatures.All));

    /// <summary>An editor of a decoded component.</summary>
    public static BinaryEditor Of(Component component)
    {
        var parts = new List<Part>(component.Sections.Count + 1);
        int custom = 0;
        foreach (BinarySection section in component.Sections)
        {
            ComponentCustomSection found = section.Id == 0 ? component.CustomSections[custom++] : default;
            parts.Add(new Part(section, found.Name, found.Content, IsNew: false));
        }

        return new BinaryEditor(component.Bytes, isComponent: true, parts);
    }

    /// <summary>An editor of a decoded core module.</summary>
    public static BinaryEditor Of(CoreModule module)
    {
        var parts = new List<Part>(module.Sections.Length + 1);
        int custom = 0;
        foreach (BinarySection section in module.Sections)
        {
            CustomSection found = section.Id == 0 ? module.CustomSections[custom++] : default;
            parts.Add(new Part(section, found.Name, module.Bytes.Slice(found.Offset, found.Length), IsNew: false));
        }

        return new BinaryEditor(module.Bytes, isComponent: false, parts);
    }

    /// <summary>The content of the first custom section of a name, or null if there is none.</summary>
    public ReadOnlyMemory<byte>? Find(string name)
    {
        int index = IndexOf(name);
        return index < 0 ? (ReadOnlyMemory<byte>?)null : _parts[index].Content;
    }

    /// <summary>Gives the first custom section of a name new content; if there is none, adds one at the end.</summary>
    public void Set(string name, ReadOnlyMemory<byte> content)
    {
        var part = new Part(default, name, content, IsNew: true);
        int index = IndexOf(name);
        if (index < 0)
        {
            _parts.Add(part);
        }
        else
        {
            _parts[index] = part;
        }
    }

    /// <summary>Takes out all custom sections whose name fits. Gives their number.</summary>
    public int Remove(Predicate<string> fits) => _parts.RemoveAll(part => part.Name is { } name && fits(name));

    /// <summary>The binary with all changes.</summary>
    public byte[] ToArray()
    {
        ReadOnlySpan<byte> bytes = _bytes.Span;
        var writer = new WasmWriter(bytes.Length + 256);
        writer.WriteBytes(bytes[..8]);
        foreach (Part part in _parts)
        {
            if (part.IsNew)
            {
                writer.WriteCustomSection(part.Name!, part.Content.Span);
            }
            else
            {
                writer.WriteBytes(bytes[part.Section.Offset..part.Section.End]);
            }
        }

        return writer.ToArray();
    }

    private int IndexOf(string name) => _parts.FindIndex(part => part.Name == name);
}
