using System.Text.Json.Nodes;
using Compose.Plans;

namespace Compose.CommandLine;

/// <summary>Shows a key with the fields of its preimage.</summary>
internal static class KeyDocument
{
    public static JsonObject Of(string name, Digest key, ReadOnlyMemory<byte> preimage)
    {
        var fields = new JsonObject();
        foreach (KeyField field in KeyPreimage.Fields(preimage))
        {
            fields[field.Name] = field.Text;
        }

        return new JsonObject { [name] = key.Hex, ["preimage"] = fields, ["preimage-cbor"] = Convert.ToHexStringLower(preimage.Span) };
    }

    /// <summary>The key alone on the first line, for scripts; then the fields.</summary>
    public static void Print(TextWriter text, Digest key, ReadOnlyMemory<byte> preimage)
    {
        text.WriteLine(key.Hex);
        foreach (KeyField field in KeyPreimage.Fields(preimage))
        {
            text.WriteLine($"  {field.Name,-16} {field.Text}");
        }
    }
}
