using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Capabilities.Services;
using Compose.Runtime;
using Compose.Runtime.Abi;
using Compose.Runtime.Text;

namespace Compose.Exec;

/// <summary>
/// Answers a guest's calls from a recording instead of the host, as long as it asks what it asked then, and brings out
/// what went to the standard streams.
/// </summary>
internal sealed class ReplayHook(Recording recording, IOutputSink stdout, IOutputSink stderr, CancellationToken cancellation) : IHostCallHook, IDisposable
{
    private readonly IncrementalHash _stdout = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _stderr = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly HandleNumbers _handles = new();
    private JsonObject? _end;

    /// <summary>Answers given so far.</summary>
    public long Count { get; private set; }

    /// <summary>The digest of what was written to standard output again, whether or not somebody takes it now.</summary>
    public Digest StdoutDigest => new(_stdout.GetCurrentHash());

    /// <summary>The digest of what was written to standard error again.</summary>
    public Digest StderrDigest => new(_stderr.GetCurrentHash());

    public void Dispose()
    {
        _stdout.Dispose();
        _stderr.Dispose();
    }

    public void OnCall(HostCall call, AbiFunction type, ReadOnlySpan<Value> args)
    {
    }

    public bool TryAnswer(HostCall call, AbiFunction type, ReadOnlySpan<Value> args, out Value answer)
    {
        JsonObject line = Next(call);
        string arguments = Wave.PrintArguments(args, type, _handles);
        string asked = $"{call.ImportName}#{call.FunctionName}{(arguments.Length > AnswerRecorder.LongArguments ? "(…)" : arguments)}";
        if (recording.Text(line, "import") != call.ImportName || recording.Text(line, "function") != call.FunctionName || !SameArguments(line, arguments))
        {
            throw Diverged($"the guest calls {asked} where it then called {recording.Text(line, "import")}#{recording.Text(line, "function")}{recording.Text(line, "arguments") ?? "(…)"}");
        }

        Count++;
        BringOut(line);
        if (recording.Number(line, "exit") is { } exit)
        {
            throw new GuestExitException((int)exit);
        }

        if (line["trap"] is JsonObject trap)
        {
            throw TrapOf(recording.Text(trap, "code"), recording.Text(trap, "message"));
        }

        answer = type.Result is not { } result ? Value.Unit
            : recording.Text(line, "answer") is { } text ? Parsed(text, result)
            : throw recording.Malformed("an answer is missing");
        return true;
    }

    /// <summary>The last line, once everything before it was used.</summary>
    public JsonObject End()
    {
        JsonObject line = _end ?? recording.Next() ?? throw recording.Malformed("it ends before the run did");
        return line["end"] as JsonObject ?? throw Diverged("the guest ended where it then went on to call the host");
    }

    private JsonObject Next(HostCall call)
    {
        JsonObject line = _end ?? recording.Next() ?? throw recording.Malformed("it ends before the run did");
        if (line["end"] is not JsonObject end)
        {
            return line;
        }

        _end = line;
        string? outcome = recording.Text(end, "outcome");
        if (outcome == ErrorCodes.Exec.Timeout.Name || outcome == ErrorCodes.Exec.Cancelled.Name || outcome == ErrorCodes.Exec.ResourceExhausted.Name)
        {
            // A clock stopped the run somewhere before this call: further than this it did not come.
            throw TrapOf(outcome, "the recorded run was stopped here");
        }

        throw Diverged($"the guest calls {call.ImportName}#{call.FunctionName} where it then had ended");
    }

    private bool SameArguments(JsonObject line, string arguments) => recording.Text(line, "arguments") is { } then
        ? then == arguments
        : recording.Text(line, "arguments-digest") == Digest.Of(Encoding.UTF8.GetBytes(arguments)).ToString();

    private Value Parsed(string text, AbiType type)
    {
        try
        {
            return Wave.Parse(text, type, _handles);
        }
        catch (ComposeException failure)
        {
            throw recording.Malformed($"an answer is not of its type: {failure.Error.Message}");
        }
    }

    private void BringOut(JsonObject line)
    {
        if (line["wrote"] is not JsonArray wrote)
        {
            return;
        }

        foreach (JsonNode? each in wrote)
        {
            if (each is not JsonObject { Count: 1 } effect)
            {
                throw recording.Malformed("`wrote` holds something else than bytes");
            }

            (string stream, _) = effect.First();
            try
            {
                byte[] bytes = Convert.FromBase64String(recording.Text(effect, stream) ?? string.Empty);
                (stream == "stderr" ? _stderr : _stdout).AppendData(bytes);
                Write(stream == "stderr" ? stderr : stdout, bytes);
            }
            catch (FormatException)
            {
                throw recording.Malformed("`wrote` is no base64");
            }
        }
    }

    private void Write(IOutputSink sink, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int room = Math.Min(sink.Capacity() is { IsOk: true } capacity ? capacity.Count : -1, bytes.Length);
            if (room < 0)
            {
                return;
            }

            if (room == 0)
            {
                sink.WaitAsync(cancellation).AsTask().Wait(cancellation);
                continue;
            }

            if (!sink.Write(bytes[..room]).IsOk)
            {
                return;
            }

            bytes = bytes[room..];
        }

        sink.Flush();
    }

    // A divergence is no trap of the guest, but it has to end it.
    private ComposeException Diverged(string what) => recording.Diverged(what);

    private static GuestTrapException TrapOf(string? code, string? message) => new(
        ErrorCodes.All.FirstOrDefault(each => each.Name == code) ?? ErrorCodes.Exec.Trap,
        message ?? "the recorded call trapped");
}
