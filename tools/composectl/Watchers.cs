using System.CommandLine;
using Compose.Exec;
using Compose.Store;

namespace Compose.CommandLine;

/// <summary>Who watches one run of the program: what <c>--events</c> and <c>--receipts</c> name. Opened before the verb begins.</summary>
internal sealed class Watchers : IDisposable
{
    /// <summary>What <c>--events</c> calls the log in the store's folder.</summary>
    public const string StoreLog = "store";

    private readonly EventLines? _events;
    private readonly ReceiptLines? _receipts;

    private Watchers(EventLines? events, EventLevel level, ReceiptLines? receipts, IAuditSink? audit)
    {
        _events = events;
        _receipts = receipts;
        Observer = events is null && receipts is null && audit is null ? Observer.None : new Observer
        {
            Events = events is null ? EventLog.None : new EventLog(events, level),
            Receipts = receipts,
            Audit = audit,
        };
    }

    public Observer Observer { get; }

    /// <exception cref="ComposeException">A level that is none, or a file that cannot be opened.</exception>
    public static Watchers Open(ParseResult parsed)
    {
        string? events = parsed.GetValue(GlobalOptions.Events), receipts = parsed.GetValue(GlobalOptions.Receipts);
        return new Watchers(
            events is null ? null : EventOutput.Open(events == StoreLog ? PathOf(events, parsed) : events),
            EventOutput.LevelOf(parsed.GetValue(GlobalOptions.EventsLevel), "--events-level"),
            receipts is null ? null : EventOutput.Opened(receipts, () => ReceiptLines.Append(receipts)),
            AuditSession.Sink(parsed));
    }

    /// <summary>The file that a name of <c>--events</c> stands for.</summary>
    public static string PathOf(string name, ParseResult parsed) => name != StoreLog ? name
        : StoreLocation.Find(parsed.GetValue(GlobalOptions.Store)) is { } store ? Path.Combine(store, "events.jsonl")
        : throw new ComposeException(ErrorCodes.Generic.InvalidInput, "there is no store to keep events in", null, "name its folder with --store, or a file with --events");

    /// <summary>What could not be written, as a warning; null if all is well.</summary>
    public ComposeError? Complaint => EventOutput.ComplaintOf(_events);

    public void Dispose()
    {
        _events?.Dispose();
        _receipts?.Dispose();
    }
}
