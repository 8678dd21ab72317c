using System.Buffers;
using System.Text.Json;

namespace Compose;

/// <summary>
/// The JSON form of events: <c>{"level", "timestamp", "message", "context", "seq", "monotonic_ns"}</c>. The first four
/// are the founding ones; <c>context</c> is an object with the fields, <c>instance</c> and <c>tenant_id</c> among them.
/// </summary>
public static class EventJson
{
    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The level as the founding events write it: <c>warn</c>.</summary>
    public static string NameOf(EventLevel level) => level switch
    {
        EventLevel.Trace => "trace",
        EventLevel.Info => "info",
        EventLevel.Warn => "warn",
        _ => "error",
    };

    /// <summary>Reads a level's name.</summary>
    public static bool TryParseLevel(string? text, out EventLevel level)
    {
        for (level = EventLevel.Trace; level <= EventLevel.Error; level++)
        {
            if (NameOf(level) == text)
            {
                return true;
            }
        }

        level = EventLevel.Info;
        return false;
    }

    /// <summary>Writes one event as one line of JSON, without the end of the line. No character of it can break a line.</summary>
    public static void Write(IBufferWriter<byte> buffer, ComposeEvent happened)
    {
        using var json = new Utf8JsonWriter(buffer, s_options);
        json.WriteStartObject();
        json.WriteString("level"u8, NameOf(happened.Level));
        json.WriteNumber("timestamp"u8, happened.Timestamp);
        json.WriteString("message"u8, happened.Message);
        json.WriteStartObject("context"u8);
        if (happened.Instance is { } instance)
        {
            json.WriteString("instance"u8, instance.Text ?? string.Empty);
        }

        if (happened.Tenant is { } tenant)
        {
            json.WriteString("tenant_id"u8, tenant);
        }

        foreach (EventField field in happened.Fields)
        {
            switch (field.Kind)
            {
                case EventFieldKind.Text:
                    json.WriteString(field.Name, field.Text);
                    break;
                case EventFieldKind.Number:
                    json.WriteNumber(field.Name, field.Number);
                    break;
                case EventFieldKind.Truth:
                    json.WriteBoolean(field.Name, field.Number != 0);
                    break;
            }
        }

        json.WriteEndObject();
        json.WriteNumber("seq"u8, happened.Sequence);
        json.WriteNumber("monotonic_ns"u8, happened.Monotonic);
        json.WriteEndObject();
    }
}
