using Compose.Capabilities.Files;
using Compose.Capabilities.Files.Linux;
using Compose.Capabilities.Services;

namespace Compose.Capabilities.Streams;

/// <summary>
/// A sink into an open descriptor of the process, standard output above all. Bytes go out as they come, nothing is held
/// back for later, except what a descriptor that others have made non-blocking did not take at once.
/// </summary>
public sealed unsafe class FileDescriptorSink : IOutputSink
{
    /// <summary>What a pipe that says it is writable takes without blocking (PIPE_BUF).</summary>
    private const int PipeChunk = 4_096;
    private const int FileChunk = 65_536;

    private readonly FileDescriptor _descriptor;
    private readonly bool _isFile;
    private byte[] _left = [];

    public FileDescriptorSink(FileDescriptor descriptor)
    {
        _descriptor = descriptor;
        IsTerminal = LibC.IsTerminal(descriptor) == 1;
        _isFile = LinuxNode.Stat(descriptor, string.Empty, LibC.AtEmptyPath, out NodeStat stat) == FileError.None
            && stat.Type == NodeType.RegularFile;
    }

    public bool IsTerminal { get; }

    public bool IsReady => _left.Length == 0 ? HasRoom : !Drain().IsOk || _left.Length == 0;

    public bool IsFlushed => _left.Length == 0 || !Drain().IsOk || _left.Length == 0;

    /// <summary>A file takes bytes always; of anything else the system knows.</summary>
    private bool HasRoom => _isFile || Readiness.Check(_descriptor, true, 0);

    public Transfer Capacity()
    {
        Transfer drained = Drain();
        if (!drained.IsOk)
        {
            return drained;
        }

        return Transfer.Of(_left.Length > 0 || !HasRoom ? 0 : _isFile ? FileChunk : PipeChunk);
    }

    public Transfer Write(ReadOnlySpan<byte> bytes)
    {
        Transfer drained = Drain();
        if (!drained.IsOk)
        {
            return drained;
        }

        if (_left.Length == 0)
        {
            int total = bytes.Length;
            Transfer written = Push(bytes);
            if (!written.IsOk || written.Count == total)
            {
                return written;
            }

            bytes = bytes[written.Count..];
        }

        _left = [.. _left, .. bytes];
        return Transfer.Of(bytes.Length);
    }

    public Transfer Flush() => Drain();

    public ValueTask WaitAsync(CancellationToken cancellation) => Readiness.WaitAsync(_descriptor, true, cancellation);

    public void Finish(TimeSpan patience)
    {
        long end = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (_left.Length > 0 && Environment.TickCount64 < end && Drain().IsOk)
        {
            Readiness.Check(_descriptor, true, 10);
        }
    }

    private Transfer Drain()
    {
        if (_left.Length == 0)
        {
            return Transfer.Of(0);
        }

        Transfer written = Push(_left);
        _left = written.IsOk ? _left[written.Count..] : [];
        return written;
    }

    /// <summary>Writes as much as goes without blocking.</summary>
    private Transfer Push(ReadOnlySpan<byte> bytes)
    {
        int done = 0;
        fixed (byte* start = bytes)
        {
            while (done < bytes.Length)
            {
                nint count = LibC.Write(_descriptor, start + done, (nuint)(bytes.Length - done));
                if (count >= 0)
                {
                    done += (int)count;
                    continue;
                }

                switch (LibC.LastError)
                {
                    case Errno.Interrupted:
                        continue;
                    case Errno.TryAgain:
                        return Transfer.Of(done);

                    // The reader has gone: no failure of the guest, the stream is closed.
                    case Errno.Pipe:
                        return Transfer.Closed;
                    default:
                        return Transfer.Failed(Fault.Of(Errno.Map(LibC.LastError)));
                }
            }
        }

        return Transfer.Of(done);
    }
}
