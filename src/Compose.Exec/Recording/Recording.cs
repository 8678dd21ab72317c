using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compose.Exec;

/// <summary>A recording of a run in audit mode, read line by line. The file stays open until it is disposed of.</summary>
public sealed class Recording : IDisposable
{
    /// <summary>A line holds one answer; none of ours is longer than what one call may pass.</summary>
    private const int MaxLine = 512 << 20;

    private readonly StreamReader _lines;
    private readonly string? _file;
    private int _line;

    private Recording(Stream stream, string? file)
    {
        _lines = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        _file = file;
    }

    /// <summary>The digest of the component that ran.</summary>
    public Digest Component { get; private init; }

    /// <summary>The function that was called, with its arguments; null for a command.</summary>
    public string? Call { get; private init; }

    /// <summary>Whether answers stand in it, not only their digests.</summary>
    public bool HasValues { get; private init; }

    /// <summary>The limits of the run that a guest can notice.</summary>
    public ExecLimits Limits { get; private init; } = ExecLimits.Default;

    /// <summary>Reads the first line. Takes the stream over.</summary>
    /// <exception cref="ComposeException"><c>Generic.InvalidInput</c>: it is no recording.</exception>
    public static Recording Open(Stream stream, string? file = null)
    {
        var reader = new Recording(stream, file);
        try
        {
            JsonObject head = reader.Next() ?? throw reader.Malformed("it is empty");
            if (reader.Number(head, "recording") is not AnswerRecorder.Version and var version)
            {
                throw reader.Malformed($"its format is {version?.ToString() ?? "unknown"}, not {AnswerRecorder.Version}");
            }

            if (!Digest.TryParse(reader.Text(head, "component"), out Digest component))
            {
                throw reader.Malformed("it does not say which component ran");
            }

            return new Recording(reader)
            {
                Component = component,
                Call = reader.Text(head, "call"),
                HasValues = head["values"] is JsonValue values && values.TryGetValue(out bool has) && has,
                Limits = new ExecLimits { MemoryBytes = (ulong?)reader.Number(head, "memory-bytes"), TableElements = (ulong?)reader.Number(head, "table-elements"), Fuel = reader.Number(head, "fuel") },
            };
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private Recording(Recording other)
    {
        _lines = other._lines;
        _file = other._file;
        _line = other._line;
    }

    public void Dispose() => _lines.Dispose();

    /// <summary>The next line as an object; null at the end of the file.</summary>
    internal JsonObject? Next()
    {
        _line++;
        try
        {
            string? line = _lines.ReadLine();
            if (line is null)
            {
                return null;
            }

            return line.Length > MaxLine ? throw Malformed("a line is too long")
                : JsonNode.Parse(line) as JsonObject ?? throw Malformed("a line is no object");
        }
        catch (Exception failure) when (failure is JsonException or DecoderFallbackException or ArgumentException)
        {
            throw Malformed(failure.Message);
        }
    }

    internal string? Text(JsonObject json, string name) => json[name] is not { } node ? null
        : node is JsonValue value && value.TryGetValue(out string? text) ? text
        : throw Malformed($"`{name}` is no text");

    internal long? Number(JsonObject json, string name) => json[name] is not { } node ? null
        : node is JsonValue value && value.TryGetValue(out long number) ? number
        : throw Malformed($"`{name}` is no whole number");

    /// <summary>The recording is damaged at the current line.</summary>
    internal ComposeException Malformed(string why) => new(
        ErrorCodes.Generic.InvalidInput,
        $"this is no recording, or a damaged one: {why}",
        new ErrorLocation { File = _file, Line = _line },
        "make one with --determinism audit --record FILE");

    /// <summary>The guest did something else than it did then.</summary>
    internal ComposeException Diverged(string what) => new(
        ErrorCodes.Exec.ReplayDiverged,
        what,
        new ErrorLocation { File = _file, Line = _line },
        "replay with the component that was recorded, on the same version of the engine");
}
