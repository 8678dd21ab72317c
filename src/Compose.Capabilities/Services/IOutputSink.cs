using Compose.Capabilities.Streams;

namespace Compose.Capabilities.Services;

/// <summary>
/// Where the bytes of an output stream go. Ready when it takes bytes, or when it is closed or has failed. Used by one
/// thread at a time.
/// </summary>
public interface IOutputSink : IWaitable
{
    /// <summary>How many bytes the next write takes without blocking: 0 while it waits for an earlier write or flush.</summary>
    Transfer Capacity();

    /// <summary>Takes all the bytes, at most as many as <see cref="Capacity"/> said, without blocking; a count short of that never comes.</summary>
    Transfer Write(ReadOnlySpan<byte> bytes);

    /// <summary>Begins to bring out all that was taken; done when <see cref="IsFlushed"/>.</summary>
    Transfer Flush();

    /// <summary>Whether all that was taken is out, or never will be.</summary>
    bool IsFlushed { get; }

    /// <summary>Brings out what is still held, blocking no longer than given: for the end of a run.</summary>
    void Finish(TimeSpan patience)
    {
    }

    /// <summary>Whether a terminal is at the other end.</summary>
    bool IsTerminal => false;

    /// <summary>The stream over this sink has gone.</summary>
    void Release()
    {
    }
}
