using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compose.Conformance.Generate;

/// <summary>The vectors of one topic.</summary>
internal sealed class VectorSet(string topic, string about)
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonArray _cases = [];

    /// <summary>Adds a case.</summary>
    /// <param name="name">Its name, for ever.</param>
    /// <param name="clause">The clause of SPEC.md that it proves.</param>
    /// <param name="statement">What is true, as a sentence.</param>
    /// <param name="input">What is given.</param>
    /// <param name="expect">What must come.</param>
    public void Add(string name, string clause, string statement, JsonObject input, JsonObject expect) => _cases.Add((JsonNode)new JsonObject
    {
        ["name"] = name,
        ["clause"] = clause,
        ["statement"] = statement,
        ["input"] = input,
        ["expect"] = expect,
    });

    public string Write() => new JsonObject { ["topic"] = topic, ["about"] = about, ["cases"] = _cases }.ToJsonString(s_options) + "\n";

    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
