using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Compose.Capabilities;
using Compose.Runtime;
using Compose.Runtime.Abi;
using Compose.Runtime.Text;

namespace Compose.Exec;

/// <summary>
/// Records a run in audit mode: every answer of the host, what was asked, who asked, and what went to the standard
/// streams meanwhile (SPEC.md, §6.4). That is enough to run the guest again without the world. Where the plan has
/// secrets, answers are recorded as digests only, and the recording cannot be replayed.
/// </summary>
internal sealed class AnswerRecorder : IHostCallHook, IDisposable
{
    /// <summary>The number of the format.</summary>
    public const int Version = 1;

    /// <summary>Arguments longer than this many characters are recorded as their digest: what a guest writes is not nondeterministic.</summary>
    public const int LongArguments = 256;

    private readonly Stream _stream;
    private readonly bool _digestsOnly;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly HandleNumbers _handles;
    private readonly List<(string Stream, byte[] Bytes)> _effects = [];
    private string _arguments = string.Empty;
    private string? _instance;

    /// <param name="stream">Where the lines go; not closed.</param>
    /// <param name="digestsOnly">Whether answers are recorded as digests.</param>
    /// <param name="arguments">Handles that the recorded call gets as arguments.</param>
    public AnswerRecorder(Stream stream, bool digestsOnly, int arguments = 0)
    {
        _handles = new HandleNumbers(arguments);
        _stream = stream;
        _digestsOnly = digestsOnly;
    }

    /// <summary>Answers so far.</summary>
    public long Count { get; private set; }

    /// <summary>The digest of all lines so far.</summary>
    public Digest Digest => new(_hash.GetCurrentHash());

    /// <summary>The first line: what is run, and with which limits.</summary>
    public void Begin(ExecSubject subject, string? call, ExecLimits limits, string engine) => Write(json =>
    {
        json.WriteNumber("recording"u8, Version);
        json.WriteString("component"u8, subject.Digest.ToString());
        if (subject.PlanDigest is { } plan)
        {
            json.WriteString("plan"u8, plan.ToString());
        }

        if (call is not null)
        {
            json.WriteString("call"u8, call);
        }

        json.WriteString("engine"u8, engine);
        json.WriteBoolean("values"u8, !_digestsOnly);
        if (limits.MemoryBytes is { } memory)
        {
            json.WriteNumber("memory-bytes"u8, memory);
        }

        if (limits.TableElements is { } elements)
        {
            json.WriteNumber("table-elements"u8, elements);
        }

        if (limits.Fuel is { } fuel)
        {
            json.WriteNumber("fuel"u8, fuel);
        }
    });

    /// <summary>The last line: how it ended.</summary>
    public void End(string outcome, Digest stdout, Digest stderr, string? value) => Write(json =>
    {
        json.WriteStartObject("end"u8);
        json.WriteNumber("answers"u8, Count);
        json.WriteString("outcome"u8, outcome);
        json.WriteString("stdout"u8, stdout.ToString());
        json.WriteString("stderr"u8, stderr.ToString());
        if (value is not null)
        {
            json.WriteString("value"u8, Digest.Of(Encoding.UTF8.GetBytes(value)).ToString());
        }

        json.WriteEndObject();
    });

    /// <summary>Tells which handle an argument of the recorded call is.</summary>
    public void Name(object argument, int number) => _handles.Name(argument, number);

    /// <summary>Bytes that went to a standard stream; they belong to the call that is being made.</summary>
    public void Wrote(string stream, ReadOnlySpan<byte> bytes)
    {
        if (!_digestsOnly)
        {
            _effects.Add((stream, bytes.ToArray()));
        }
    }

    public void OnCall(HostCall call, AbiFunction type, ReadOnlySpan<Value> args)
    {
        _effects.Clear();
        _arguments = Wave.PrintArguments(args, type, _handles);
        _instance = args.Length > 0 && args[0].Object is HostResource handle ? handle.Owner.Node.Text : call.Caller.Text;
    }

    public void OnAnswer(HostCall call, AbiFunction type, ReadOnlySpan<Value> args, in Value answer)
    {
        string? text = type.Result is { } result ? Wave.Print(answer, result, _handles) : null;
        Write(call, json =>
        {
            if (text is not null)
            {
                WriteText(json, "answer", text, _digestsOnly);
            }
        });
    }

    public void OnFailure(HostCall call, AbiFunction type, Exception failure) => Write(call, json =>
    {
        if (failure is GuestExitException exit)
        {
            json.WriteNumber("exit"u8, exit.Code);
            return;
        }

        json.WriteStartObject("trap"u8);
        json.WriteString("code"u8, failure is ComposeException known ? known.Error.Code.Name : ErrorCodes.Exec.Trap.Name);
        json.WriteString("message"u8, failure is ComposeException said ? said.Error.Message : failure.Message);
        json.WriteEndObject();
    });

    public void Dispose() => _hash.Dispose();

    /// <summary>A text as it is, or as its digest under another name.</summary>
    internal static void WriteText(Utf8JsonWriter json, string name, string text, bool asDigest)
    {
        if (asDigest)
        {
            json.WriteString(name + "-digest", Digest.Of(Encoding.UTF8.GetBytes(text)).ToString());
        }
        else
        {
            json.WriteString(name, text);
        }
    }

    private void Write(HostCall call, Action<Utf8JsonWriter> outcome)
    {
        Count++;
        Write(json =>
        {
            json.WriteNumber("n"u8, Count);
            json.WriteString("instance"u8, _instance);
            json.WriteString("import"u8, call.ImportName);
            json.WriteString("function"u8, call.FunctionName);
            WriteText(json, "arguments", _arguments, _digestsOnly || _arguments.Length > LongArguments);
            outcome(json);
            if (_effects.Count > 0)
            {
                json.WriteStartArray("wrote"u8);
                foreach ((string stream, byte[] bytes) in _effects)
                {
                    json.WriteStartObject();
                    json.WriteBase64String(stream, bytes);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }
        });
    }

    private void Write(Action<Utf8JsonWriter> fields)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, JsonLines.Options))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        _line.Write("\n"u8);
        _hash.AppendData(_line.WrittenSpan);
        _stream.Write(_line.WrittenSpan);
    }
}
