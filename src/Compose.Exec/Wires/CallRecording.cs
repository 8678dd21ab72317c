using System.Buffers;
using System.Text.Json;
using Compose.Runtime;

namespace Compose.Exec;

/// <summary>Writes calls across wires with their values, one a line as JSON (SPEC.md, §6.5), in the order in which they end. Thread-safe.</summary>
internal sealed class CallRecording(Stream stream)
{
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _line = new(512);
    private long _count;
    private long _requests;

    /// <summary>The number of another request, from 1.</summary>
    public long NextRequest() => Interlocked.Increment(ref _requests);

    /// <summary>Writes one call.</summary>
    /// <param name="request">The request of a server that it belongs to; null for a run.</param>
    /// <param name="wire">The edge.</param>
    /// <param name="arguments">In WAVE, with parentheses.</param>
    /// <param name="result">In WAVE; null where there is none.</param>
    /// <param name="failure">The code of what ended the call; null if it returned.</param>
    public void Write(long? request, Wire wire, string arguments, string? result, string? failure)
    {
        lock (_gate)
        {
            WriteAlone(request, wire, arguments, result, failure);
        }
    }

    private void WriteAlone(long? request, Wire wire, string arguments, string? result, string? failure)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, JsonLines.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("n"u8, ++_count);
            if (request is { } number)
            {
                json.WriteNumber("request"u8, number);
            }

            json.WriteString("consumer"u8, wire.Consumer.Text);
            json.WriteString("provider"u8, wire.Provider.Text);
            json.WriteString("function"u8, wire.Function);
            json.WriteString("arguments"u8, arguments);
            if (result is not null)
            {
                json.WriteString("result"u8, result);
            }

            if (failure is not null)
            {
                json.WriteString("failed"u8, failure);
            }

            json.WriteEndObject();
        }

        _line.Write("\n"u8);
        stream.Write(_line.WrittenSpan);
    }
}
