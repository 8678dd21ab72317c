namespace Compose.Capabilities.Streams;

/// <summary>The outcome of one operation on a source or sink: a count of bytes, the end, or a fault.</summary>
public readonly record struct Transfer
{
    private Transfer(StreamStatus status, int count, Fault? fault)
    {
        Status = status;
        Count = count;
        Fault = fault;
    }

    public StreamStatus Status { get; }

    /// <summary>Bytes moved, or that may be moved.</summary>
    public int Count { get; }

    /// <summary>What went wrong, where <see cref="Status"/> is <see cref="StreamStatus.Failed"/>.</summary>
    public Fault? Fault { get; }

    public bool IsOk => Status == StreamStatus.Ok;

    public static Transfer Closed => new(StreamStatus.Closed, 0, null);

    public static Transfer Of(int count) => new(StreamStatus.Ok, count, null);

    public static Transfer Failed(Fault fault) => new(StreamStatus.Failed, 0, fault);
}
