namespace Compose.Capabilities.Streams;

/// <summary>How an operation on a stream ended.</summary>
public enum StreamStatus
{
    Ok,

    /// <summary>The stream is at its end, or takes nothing any more.</summary>
    Closed,

    /// <summary>The operation failed; the stream is closed from now on.</summary>
    Failed,
}
