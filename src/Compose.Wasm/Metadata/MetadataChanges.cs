using System.Text;
using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Wasm.Metadata;

/// <summary>
/// What to write into a module or component about itself. What is not given stays as it is; everything else keeps its
/// bytes.
/// </summary>
public sealed record MetadataChanges
{
    /// <summary>Its name, for the name section; null for no change.</summary>
    public string? Name { get; init; }

    /// <summary>Producers to add; one whose field and name are there already gets the new version.</summary>
    public IReadOnlyList<Producers.Entry> Producers { get; init; } = [];

    /// <summary>Annotations to set, by the names of <see cref="BinaryAnnotations"/>; an empty text takes one out.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether nothing changes.</summary>
    public bool IsEmpty => Name is null && Producers.Count == 0 && Annotations.Count == 0;

    /// <summary>The binary with the changes.</summary>
    /// <exception cref="ComposeException"><c>Component.Malformed</c>: the binary, or a section that would be changed,
    /// does not decode.</exception>
    /// <exception cref="ArgumentException">An annotation has a name that is not known.</exception>
    public byte[] ApplyTo(ReadOnlyMemory<byte> bytes)
    {
        var editor = BinaryEditor.Of(bytes);
        if (Name is not null)
        {
            string section = editor.IsComponent ? ComponentNames.SectionName : CoreNames.SectionName;
            editor.Set(section, WithName(editor.Find(section) ?? default, Name));
        }

        if (Producers.Count > 0)
        {
            editor.Set(Core.Producers.SectionName, WithProducers(editor.Find(Core.Producers.SectionName) ?? default));
        }

        // In the order of the table, not of the dictionary: equal changes give equal bytes.
        foreach (string name in BinaryAnnotations.Names)
        {
            if (!Annotations.TryGetValue(name, out string? text))
            {
                continue;
            }

            if (text.Length == 0)
            {
                editor.Remove(section => section == name);
            }
            else
            {
                editor.Set(name, Encoding.UTF8.GetBytes(text));
            }
        }

        foreach (string name in Annotations.Keys)
        {
            if (!BinaryAnnotations.IsAnnotation(name))
            {
                throw new ArgumentException($"`{name}` is no annotation");
            }
        }

        return editor.ToArray();
    }

    /// <summary>Both kinds of name sections begin with a part 0 that holds the name; the other parts stay.</summary>
    private static byte[] WithName(ReadOnlyMemory<byte> content, string name)
    {
        var writer = new WasmWriter(content.Length + 64);
        writer.WriteByte(0);
        int start = writer.BeginSized();
        writer.WriteName(name);
        writer.EndSized(start);
        var reader = new WasmReader(content.Span);
        while (!reader.AtEnd)
        {
            int from = reader.Position;
            byte part = reader.ReadByte();
            reader.ReadSizedSlice();
            if (part != 0)
            {
                writer.WriteBytes(content.Span[from..reader.Position]);
            }
        }

        return writer.ToArray();
    }

    private byte[] WithProducers(ReadOnlyMemory<byte> content)
    {
        var entries = new List<Producers.Entry>(Core.Producers.Read(content.Span));
        foreach (Producers.Entry added in Producers)
        {
            int at = entries.FindIndex(entry => entry.Field == added.Field && entry.Name == added.Name);
            if (at < 0)
            {
                entries.Add(added);
            }
            else
            {
                entries[at] = added;
            }
        }

        var writer = new WasmWriter();
        Core.Producers.Write(writer, entries);
        return writer.ToArray();
    }
}
