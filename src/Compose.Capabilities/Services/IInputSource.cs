using Compose.Capabilities.Streams;

namespace Compose.Capabilities.Services;

/// <summary>
/// Where the bytes of an input stream come from. Ready when a read would give bytes, the end or a failure. Used by one
/// thread at a time.
/// </summary>
public interface IInputSource : IWaitable
{
    /// <summary>
    /// Reads what is there, without blocking: up to the buffer's length, nothing where nothing is there yet,
    /// <see cref="StreamStatus.Closed"/> at the end. An empty buffer tells whether the source is still open.
    /// </summary>
    Transfer TryRead(Span<byte> buffer);

    /// <summary>Whether a terminal is at the other end.</summary>
    bool IsTerminal => false;

    /// <summary>The stream over this source has gone.</summary>
    void Release()
    {
    }
}
