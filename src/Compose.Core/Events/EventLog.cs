namespace Compose;

/// <summary>
/// What the product tells events to: numbers them, gives them the time of an injected clock, and hands those that are
/// wanted to a sink. Thread-safe. Ask <see cref="Hears"/> before gathering facts: where nobody listens, an event costs
/// one comparison.
/// </summary>
public sealed class EventLog
{
    private readonly Channel? _channel;
    private readonly EventField[] _standing;

    /// <summary>A log that hands on events of at least the given level.</summary>
    /// <param name="sink">Who listens.</param>
    /// <param name="level">The least level that is wanted.</param>
    /// <param name="time">Wall clock and monotonic clock; the system's if null.</param>
    public EventLog(IEventSink sink, EventLevel level = EventLevel.Info, TimeProvider? time = null)
        : this(new Channel(sink, level, time ?? TimeProvider.System), null, [])
    {
    }

    private EventLog(Channel? channel, string? tenant, EventField[] standing)
    {
        _channel = channel;
        Tenant = tenant;
        _standing = standing;
    }

    /// <summary>Nobody listens.</summary>
    public static EventLog None { get; } = new(null, null, []);

    /// <summary>The tenant that its events carry.</summary>
    public string? Tenant { get; }

    /// <summary>Whether events of the level reach anybody.</summary>
    public bool Hears(EventLevel level) => _channel is { } channel && level >= channel.Level;

    /// <summary>The same log, sequence included, whose events carry a tenant and these fields too.</summary>
    public EventLog With(string? tenant, params ReadOnlySpan<EventField> standing) =>
        _channel is null ? this : new EventLog(_channel, tenant ?? Tenant, Present([.. _standing, .. standing]));

    public void Trace(string message, params ReadOnlySpan<EventField> fields) => Emit(EventLevel.Trace, message, null, fields);

    public void Info(string message, params ReadOnlySpan<EventField> fields) => Emit(EventLevel.Info, message, null, fields);

    public void Warn(string message, params ReadOnlySpan<EventField> fields) => Emit(EventLevel.Warn, message, null, fields);

    public void Error(string message, params ReadOnlySpan<EventField> fields) => Emit(EventLevel.Error, message, null, fields);

    /// <summary>Tells an event about an instance, or about none.</summary>
    public void Emit(EventLevel level, string message, InstancePath? instance, params ReadOnlySpan<EventField> fields)
    {
        if (!Hears(level))
        {
            return;
        }

        var all = new List<EventField>(_standing.Length + fields.Length);
        foreach (EventField field in _standing)
        {
            // What the event says itself goes before what all events of the operation say.
            if (!Names(fields, field.Name))
            {
                all.Add(field);
            }
        }

        foreach (EventField field in fields)
        {
            if (field.Kind != EventFieldKind.Absent)
            {
                all.Add(field);
            }
        }

        _channel!.Emit(level, message, instance, Tenant, all);
    }

    private static EventField[] Present(EventField[] fields) => Array.FindAll(fields, static field => field.Kind != EventFieldKind.Absent);

    private static bool Names(ReadOnlySpan<EventField> fields, string name)
    {
        foreach (EventField field in fields)
        {
            if (field.Name == name && field.Kind != EventFieldKind.Absent)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What all views of one log share.</summary>
    private sealed class Channel(IEventSink sink, EventLevel level, TimeProvider time)
    {
        private readonly Lock _gate = new();
        private readonly long _origin = time.GetTimestamp();
        private long _sequence;

        public EventLevel Level { get; } = level;

        public void Emit(EventLevel eventLevel, string message, InstancePath? instance, string? tenant, IReadOnlyList<EventField> fields)
        {
            // The sequence and both times are taken in the order in which the sink sees them.
            lock (_gate)
            {
                sink.Emit(new ComposeEvent(eventLevel, message)
                {
                    Sequence = ++_sequence,
                    Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
                    Monotonic = time.GetElapsedTime(_origin).Ticks * 100,
                    Instance = instance,
                    Tenant = tenant,
                    Fields = fields,
                });
            }
        }
    }
}
