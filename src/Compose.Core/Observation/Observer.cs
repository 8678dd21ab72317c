namespace Compose;

/// <summary>
/// Everybody who watches an operation: events as they happen, a receipt when it has ended, audit records in between.
/// What nobody watches costs nothing. Metrics need no place here: they go to the meter <see cref="ComposeMetrics"/>.
/// </summary>
public sealed record Observer
{
    /// <summary>Nobody watches.</summary>
    public static Observer None { get; } = new();

    public EventLog Events { get; init; } = EventLog.None;

    public IReceiptSink? Receipts { get; init; }

    public IAuditSink? Audit { get; init; }

    /// <summary>The clock that durations and times of receipts are taken from.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether anybody wants receipts or audit records, so that what they need is worth gathering.</summary>
    public bool WantsRecords => Receipts is not null || Audit is not null;

    /// <summary>Hands a receipt to its sink, and what it says to the audit journal.</summary>
    public void Record(Receipt receipt)
    {
        Receipts?.Add(receipt);
        Audit?.Append(ReceiptAudit.Of(receipt));
    }
}
