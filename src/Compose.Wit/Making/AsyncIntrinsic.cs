using System.Globalization;
using Compose.Wasm.Components;

namespace Compose.Wit.Making;

/// <summary>
/// A built-in of the asynchronous ABI as core modules spell it: <c>[waitable-set-new]</c>, <c>[context-get-0]</c>,
/// <c>[task-return]run</c>, <c>[async-lower][stream-read-0]transform</c>.
/// </summary>
/// <param name="Operation">Which built-in it is.</param>
/// <param name="IsAsync">It does not wait, but says that it would have to.</param>
/// <param name="IsCancellable">Waiting in it can be cancelled.</param>
/// <param name="Number">The slot of a context, or which of the streams and futures in a function's type is meant; -1 where neither is.</param>
/// <param name="IsUnit">The stream or future carries nothing.</param>
/// <param name="Function">The function whose result or type is meant, or empty.</param>
internal readonly record struct AsyncIntrinsic(CanonOperation Operation, bool IsAsync, bool IsCancellable, int Number, bool IsUnit, string Function)
{
    public const string Lower = "[async-lower]";
    public const string Lift = "[async-lift]";
    public const string StackfulLift = "[async-lift-stackful]";
    public const string Callback = "[callback]";

    private const string Cancellable = "[cancellable]";

    private static readonly Dictionary<string, CanonOperation> s_plain = new(StringComparer.Ordinal)
    {
        ["waitable-set-new"] = CanonOperation.WaitableSetNew,
        ["waitable-set-wait"] = CanonOperation.WaitableSetWait,
        ["waitable-set-poll"] = CanonOperation.WaitableSetPoll,
        ["waitable-set-drop"] = CanonOperation.WaitableSetDrop,
        ["waitable-join"] = CanonOperation.WaitableJoin,
        ["subtask-drop"] = CanonOperation.SubtaskDrop,
        ["subtask-cancel"] = CanonOperation.SubtaskCancel,
        ["backpressure-inc"] = CanonOperation.BackpressureInc,
        ["backpressure-dec"] = CanonOperation.BackpressureDec,
        ["thread-yield"] = CanonOperation.ThreadYield,
        ["task-cancel"] = CanonOperation.TaskCancel,
        ["task-return"] = CanonOperation.TaskReturn,
    };

    private static readonly Dictionary<string, CanonOperation> s_numbered = new(StringComparer.Ordinal)
    {
        ["context-get"] = CanonOperation.ContextGet,
        ["context-set"] = CanonOperation.ContextSet,
        ["stream-new"] = CanonOperation.StreamNew,
        ["stream-read"] = CanonOperation.StreamRead,
        ["stream-write"] = CanonOperation.StreamWrite,
        ["stream-cancel-read"] = CanonOperation.StreamCancelRead,
        ["stream-cancel-write"] = CanonOperation.StreamCancelWrite,
        ["stream-drop-readable"] = CanonOperation.StreamDropReadable,
        ["stream-drop-writable"] = CanonOperation.StreamDropWritable,
        ["future-new"] = CanonOperation.FutureNew,
        ["future-read"] = CanonOperation.FutureRead,
        ["future-write"] = CanonOperation.FutureWrite,
        ["future-cancel-read"] = CanonOperation.FutureCancelRead,
        ["future-cancel-write"] = CanonOperation.FutureCancelWrite,
        ["future-drop-readable"] = CanonOperation.FutureDropReadable,
        ["future-drop-writable"] = CanonOperation.FutureDropWritable,
    };

    /// <summary>Whether it is about a stream or future type.</summary>
    public bool HasPayload => Operation is >= CanonOperation.StreamNew and <= CanonOperation.FutureDropWritable;

    public bool IsStream => Operation is >= CanonOperation.StreamNew and <= CanonOperation.StreamDropWritable;

    /// <summary>Whether it copies elements between a memory and the stream or future.</summary>
    public bool Copies => Operation is CanonOperation.StreamRead or CanonOperation.StreamWrite or CanonOperation.FutureRead or CanonOperation.FutureWrite;

    public static bool TryParse(string name, out AsyncIntrinsic found)
    {
        found = default;
        ReadOnlySpan<char> rest = name;
        bool isAsync = Take(ref rest, Lower), isCancellable = Take(ref rest, Cancellable);
        int end = rest.IndexOf(']');
        if (rest.Length == 0 || rest[0] != '[' || end < 0)
        {
            return false;
        }

        string word = rest[1..end].ToString(), function = rest[(end + 1)..].ToString();
        if (s_plain.TryGetValue(word, out CanonOperation operation))
        {
            found = new AsyncIntrinsic(operation, isAsync, isCancellable, -1, false, function);
            return true;
        }

        int dash = word.LastIndexOf('-');
        if (dash < 0 || !s_numbered.TryGetValue(word[..dash], out operation))
        {
            return false;
        }

        bool isUnit = word.AsSpan(dash + 1).SequenceEqual("unit");
        int number = -1;
        if (!isUnit && !int.TryParse(word.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return false;
        }

        found = new AsyncIntrinsic(operation, isAsync, isCancellable, number, isUnit, function);
        return true;
    }

    private static bool Take(ref ReadOnlySpan<char> text, string prefix)
    {
        if (!text.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        text = text[prefix.Length..];
        return true;
    }
}
