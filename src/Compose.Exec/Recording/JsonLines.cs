using System.Text.Encodings.Web;
using System.Text.Json;

namespace Compose.Exec;

/// <summary>How lines of JSON are written: everything readable, nothing that could end a line.</summary>
internal static class JsonLines
{
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
