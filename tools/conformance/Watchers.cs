using System.CommandLine;

namespace Compose.CommandLine;

/// <summary>Who watches one run of this program: <c>--events</c>. It has no store, and so no receipts and no journal.</summary>
internal sealed class Watchers : IDisposable
{
    private readonly EventLines? _events;

    private Watchers(EventLines? events, EventLevel level)
    {
        _events = events;
        Observer = events is null ? Observer.None : new Observer { Events = new EventLog(events, level) };
    }

    public Observer Observer { get; }

    /// <summary>What could not be written, as a warning; null if all is well.</summary>
    public ComposeError? Complaint => EventOutput.ComplaintOf(_events);

    /// <exception cref="ComposeException">A level that is none, or a file that cannot be opened.</exception>
    public static Watchers Open(ParseResult parsed) => new(
        parsed.GetValue(GlobalOptions.Events) is { } events ? EventOutput.Open(events) : null,
        EventOutput.LevelOf(parsed.GetValue(GlobalOptions.EventsLevel), "--events-level"));

    public void Dispose() => _events?.Dispose();
}
