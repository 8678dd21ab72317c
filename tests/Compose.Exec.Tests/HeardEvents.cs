namespace Compose.Exec.Tests;

/// <summary>Keeps events, receipts and audit records for a test to look at.</summary>
internal sealed class HeardEvents : IEventSink, IReceiptSink, IAuditSink
{
    public List<ComposeEvent> Events { get; } = [];

    public List<Receipt> Receipts { get; } = [];

    public List<AuditRecord> Records { get; } = [];

    /// <summary>An observer that hears everything.</summary>
    public Observer Observer => new() { Events = new EventLog(this, EventLevel.Trace), Receipts = this, Audit = this };

    public IEnumerable<string> Messages(EventLevel least) => Events.Where(each => each.Level >= least).Select(each => each.Message);

    public void Emit(ComposeEvent happened) => Events.Add(happened);

    public void Add(Receipt receipt) => Receipts.Add(receipt);

    public void Append(AuditRecord record) => Records.Add(record);
}
