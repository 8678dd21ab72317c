using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compose;

/// <content>Receipts read again, for whoever attests or counts them.</content>
public static partial class ReceiptJson
{
    private const int MaxBytes = 16 << 20;

    /// <summary>Reads one receipt. What the form does not have is an error: a receipt that is attested is known whole.</summary>
    /// <exception cref="ComposeException"><c>Generic.InvalidInput</c>.</exception>
    public static Receipt Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            throw Invalid($"it has {utf8.Length} bytes; at most {MaxBytes} are read");
        }

        try
        {
            var json = JsonNode.Parse(utf8) as JsonObject ?? throw Invalid("it is no object");
            if (json["receipt"]?.GetValue<int>() != Version)
            {
                throw Invalid($"its number is not {Version}");
            }

            Receipt receipt = Read(json);

            // Only what was understood is written again: an unknown key, or a value in another form, shows here.
            return JsonNode.DeepEquals(Of(receipt), json) ? receipt : throw Invalid("it has keys or values that version 1 does not have");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            throw Invalid(e.Message);
        }
    }

    private static Receipt Read(JsonObject json) => new(Text(json, "operation") ?? throw Invalid("'operation' is missing"), Text(json, "outcome") ?? throw Invalid("'outcome' is missing"))
    {
        Plan = DigestOf(json["plan"]),
        Key = Text(json, "key"),
        Cache = Text(json, "cache"),
        Function = Text(json, "function"),
        Engine = Text(json, "engine"),
        Tenant = Text(json, "tenant"),
        Determinism = Text(json, "determinism") is { } mode ? Enum.Parse<DeterminismMode>(mode, ignoreCase: true) : null,
        Trust = Text(json, "trust") is not { } label ? null : TrustLabel.TryParse(label, out TrustLabel trust) ? trust : throw Invalid("'trust' is no label"),
        Inputs = DigestsOf(json["inputs"]),
        Outputs = DigestsOf(json["outputs"]),
        Grants = [.. (json["grants"]?.AsArray() ?? []).Select(GrantOf)],
        Errors = [.. (json["errors"]?.AsArray() ?? []).Select(code => code!.GetValue<string>())],
        Answers = NumberOf(json["answers"]),
        Fuel = NumberOf(json["fuel"]),
        MemoryBytes = (ulong?)NumberOf(json["memory-bytes"]),
        Started = json["time"]?["started-ms"] is { } started ? DateTimeOffset.FromUnixTimeMilliseconds(started.GetValue<long>()) : null,
        Duration = json["time"]?["duration-us"] is { } duration ? TimeSpan.FromMicroseconds(duration.GetValue<long>()) : null,
    };

    private static GrantRecord GrantOf(JsonNode? node) => new(new InstancePath(node!["instance"]!.GetValue<string>()), node["interface"]!.GetValue<string>())
    {
        State = node["state"]!.GetValue<string>(),
        Digest = DigestOf(node["grant"]),
        IsCompiled = node["compiled"]?.GetValue<bool>() ?? false,
        Calls = NumberOf(node["calls"]),
        Refusals = NumberOf(node["refusals"]),
    };

    private static List<KeyValuePair<string, Digest>> DigestsOf(JsonNode? node)
    {
        var digests = new List<KeyValuePair<string, Digest>>();
        foreach ((string name, JsonNode? value) in node?.AsObject() ?? [])
        {
            digests.Add(new(name, DigestOf(value) ?? throw Invalid($"'{name}' is no digest")));
        }

        return digests;
    }

    private static Digest? DigestOf(JsonNode? node) => node is null ? null
        : Digest.TryParse(node.GetValue<string>(), out Digest digest) ? digest : throw Invalid("a digest is not one");

    private static long? NumberOf(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => long.Parse(value.GetValue<string>(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        _ => node.GetValue<long>(),
    };

    private static string? Text(JsonObject json, string name) => json[name]?.GetValue<string>();

    private static ComposeException Invalid(string why) => new(ErrorCodes.Generic.InvalidInput, $"that is no receipt: {why}", hint: "receipts are the lines of a file of --receipts");
}
