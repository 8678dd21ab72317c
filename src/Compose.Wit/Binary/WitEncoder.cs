using Compose.Wasm;

namespace Compose.Wit.Binary;

/// <summary>
/// Writes a package as a component (WIT.md, "Package Format"): each interface and world a component type that is
/// exported under its name, with all it needs of other packages inside.
/// </summary>
public static class WitEncoder
{
    /// <summary>The binary of one package. Features that gate its items have been decided when it was resolved.</summary>
    /// <exception cref="ComposeException"><c>Wit.Invalid</c>: a record, flags or tuple is empty, which WIT can say and a component cannot.</exception>
    public static byte[] Encode(ResolvedWit wit, PackageId package)
    {
        var writer = new WasmWriter();
        writer.WriteBytes([0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00]);
        uint index = 0;
        foreach ((string name, InterfaceId id) in wit[package].Interfaces)
        {
            Export(writer, name, new TypeEncoder(wit).Interface(id), index++);
        }

        foreach ((string name, WorldId id) in wit[package].Worlds)
        {
            Export(writer, name, new TypeEncoder(wit).World(id), index++);
        }

        var metadata = new WasmWriter();
        metadata.WriteName(PackageDocs.SectionName);
        metadata.WriteBytes(PackageDocs.Write(wit, package));
        writer.WriteSection(0, metadata.WrittenSpan);
        return writer.ToArray();
    }

    internal static void Export(WasmWriter writer, string name, ReadOnlySpan<byte> type, uint index)
    {
        var section = new WasmWriter(type.Length + 8);
        section.WriteVarU32(1);
        section.WriteBytes(type);
        writer.WriteSection(7, section.WrittenSpan);

        // An exported type is a type of its own: each export takes an index too.
        section.Clear();
        section.WriteVarU32(1);
        ExternNameWriter.Write(section, name, null, null);
        section.WriteByte(0x03);
        section.WriteVarU32(index * 2);
        section.WriteByte(0x00);
        writer.WriteSection(11, section.WrittenSpan);
    }
}
