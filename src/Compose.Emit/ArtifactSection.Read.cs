using Compose.Canonical;
using Compose.Wasm;

namespace Compose.Emit;

/// <content>Reading the section.</content>
public sealed partial class ArtifactSection
{
    /// <summary>
    /// Reads the section out of an artifact; null if the component has none, which means that it is no artifact of
    /// ours. Only the root's section counts: nested components may carry plans of their own.
    /// </summary>
    /// <param name="component">The bytes of a component.</param>
    /// <exception cref="ComposeException"><c>Component.Malformed</c>: sections overlap the end, or the section stands
    /// twice; <c>Canon.NotCanonical</c>, <c>Canon.InvalidCbor</c>: its content is not as it should be.</exception>
    public static ArtifactSection? Read(ReadOnlyMemory<byte> component)
    {
        ArtifactSection? found = null;
        var reader = new WasmReader(component.Span);
        reader.Skip(8);
        while (!reader.AtEnd)
        {
            byte id = reader.ReadByte();
            WasmReader section = reader.ReadSizedSlice();
            if (id != 0)
            {
                continue;
            }

            long start = section.Offset;
            if (section.ReadNameBytes().SequenceEqual("compose:plan"u8))
            {
                if (found is not null)
                {
                    WasmErrors.Malformed(start, $"the section `{Name}` stands twice", "the file is damaged; build it again");
                }

                found = Parse(component.Slice((int)section.Offset, section.Remaining));
            }
        }

        return found;
    }

    /// <summary>Reads the content of the section.</summary>
    public static ArtifactSection Parse(ReadOnlyMemory<byte> content)
    {
        var limits = new CborLimits(content.Length, 8);
        var node = CborReader.ReadCanonical(content, ErrorCodes.Canon.NotCanonical, limits);
        if (node.Kind != CborKind.Map || node.PairCount != 4
            || Unsigned(Value(node, 0)) != Version
            || Unsigned(Value(node, 1)) is not (0 or 1)
            || Value(node, 2) is not { Kind: CborKind.Bytes } plan
            || Value(node, 3) is not { Kind: CborKind.Map } table)
        {
            throw Unexpected("it is not a map of version, target, plan and imports");
        }

        var imports = new Dictionary<string, ImportRecord>(StringComparer.Ordinal);
        for (int i = 0; i < table.Items.Count; i += 2)
        {
            if (table.Items[i] is not { Kind: CborKind.Text } name || table.Items[i + 1] is not { Kind: CborKind.Map } entry)
            {
                throw Unexpected("the table of imports does not map names to entries");
            }

            imports.Add(name.Text, Record(name.Text, entry));
        }

        return new ArtifactSection((EmitTarget)Unsigned(Value(node, 1))!.Value, plan.Bytes, imports);
    }

    private static ImportRecord Record(string name, CborNode entry)
    {
        string? @interface = null, version = null, path = null, bundle = null;
        ulong? state = null;
        Digest? grant = null;
        for (int i = 0; i < entry.Items.Count; i += 2)
        {
            var value = entry.Items[i + 1];
            switch (Unsigned(entry.Items[i]))
            {
                case 0 when value.Kind == CborKind.Text:
                    @interface = value.Text;
                    break;
                case 1 when value.Kind == CborKind.Text:
                    version = value.Text;
                    break;
                case 2 when value.Kind == CborKind.Unsigned && value.Argument <= (ulong)ImportState.Denied:
                    state = value.Argument;
                    break;
                case 3 when value.Kind == CborKind.Text:
                    path = value.Text;
                    break;
                case 4 when value.Kind == CborKind.Bytes && value.Bytes.Length == Digest.Size:
                    grant = new Digest(value.Bytes.Span);
                    break;
                case 5 when value.Kind == CborKind.Text:
                    bundle = value.Text;
                    break;
                default:
                    throw Unexpected($"the entry of `{name}` has a key or value that version {Version} does not know");
            }
        }

        if (@interface is null || state is null)
        {
            throw Unexpected($"the entry of `{name}` lacks its interface or state");
        }

        return new ImportRecord
        {
            Name = name,
            Interface = @interface,
            Version = version,
            State = (ImportState)state.Value,
            Instance = path is null ? null : new InstancePath(path),
            Grant = grant,
            Bundle = bundle,
        };
    }

    private static CborNode? Value(CborNode map, ulong key)
    {
        for (int i = 0; i < map.Items.Count; i += 2)
        {
            if (Unsigned(map.Items[i]) == key)
            {
                return map.Items[i + 1];
            }
        }

        return null;
    }

    private static ulong? Unsigned(CborNode? node) => node is { Kind: CborKind.Unsigned } ? node.Argument : null;

    private static ComposeException Unexpected(string message) =>
        new(ErrorCodes.Canon.NotCanonical, $"the section `{Name}` cannot be read: {message}", hint: "the artifact was made by another version or changed afterwards; emit it again");
}
