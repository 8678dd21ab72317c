using Compose.Capabilities;
using Compose.Runtime;
using Compose.Runtime.Abi;

namespace Compose.Exec;

/// <summary>
/// Tells an event of each call of a host function when it is over: who called what, how long it took, how it ended, and
/// the types and sizes that passed. Values are never told: arguments and answers are the guest's data.
/// </summary>
internal sealed class HostCallTrace(EventLog events, TimeProvider time) : IHostCallHook
{
    private long _start;
    private int _size;
    private InstancePath _caller;

    public void OnCall(HostCall call, AbiFunction type, ReadOnlySpan<Value> args)
    {
        _size = 0;

        // An interface that all instances share acts for whoever owns the handle.
        _caller = args.Length > 0 && args[0].Object is HostResource handle ? handle.Owner.Node : call.Caller;
        for (int i = 0; i < args.Length; i++)
        {
            _size += SizeOf(args[i]);
        }

        _start = time.GetTimestamp();
    }

    public void OnAnswer(HostCall call, AbiFunction type, ReadOnlySpan<Value> args, in Value answer) =>
        Tell(call, type, type.Result is { Kind: AbiKind.Result } && !answer.IsOk ? "err" : "ok", SizeOf(answer), null);

    public void OnFailure(HostCall call, AbiFunction type, Exception failure) => Tell(
        call,
        type,
        failure is GuestExitException ? "exit" : "failed",
        0,
        failure is ComposeException known ? known.Error.Code.Name : null);

    private void Tell(HostCall call, AbiFunction type, string outcome, int answerSize, string? error) => events.Emit(
        EventLevel.Trace,
        "host call",
        _caller,
        ("import", call.ImportName),
        ("function", call.FunctionName),
        ("type", type.ToString()),
        ("argument_bytes", _size),
        ("answer_bytes", answerSize),
        ("outcome", outcome),
        ("error_code", error),
        ("duration_ns", time.GetElapsedTime(_start).Ticks * 100));

    /// <summary>Bytes of text and lists within a value; numbers count 8, and depth is bounded by the type.</summary>
    private static int SizeOf(in Value value)
    {
        switch (value.Object)
        {
            case null:
                return sizeof(ulong);
            case string text:
                return System.Text.Encoding.UTF8.GetByteCount(text);
            case byte[] bytes:
                return bytes.Length;
            case Value[] parts:
                int size = 0;
                foreach (Value part in parts)
                {
                    size += SizeOf(part);
                }

                return size;
            case Value:
                return SizeOf(value.Payload);
            default:
                return sizeof(uint);
        }
    }
}
