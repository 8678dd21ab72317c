using System.Text;
using Compose.Wasm;

namespace Compose.Wit.Binary;

/// <summary>Writes names of imports and exports with their attributes (Binary.md, <c>externname</c>).</summary>
internal static class ExternNameWriter
{
    public static void Write(WasmWriter writer, string name, string? implements, string? externalId)
    {
        int attributes = (implements is null ? 0 : 1) + (externalId is null ? 0 : 1);
        writer.WriteByte(attributes == 0 ? (byte)0x00 : (byte)0x02);
        writer.WriteName(name);
        if (attributes == 0)
        {
            return;
        }

        writer.WriteVarU32(attributes);
        Attribute(writer, 0x00, implements);
        Attribute(writer, 0x02, externalId);
    }

    private static void Attribute(WasmWriter writer, byte kind, string? text)
    {
        if (text is not null)
        {
            writer.WriteByte(kind);
            writer.WriteSized(Encoding.UTF8.GetBytes(text));
        }
    }
}
