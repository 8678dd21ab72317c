using Compose.Capabilities.Files;
using Compose.Capabilities.Files.Linux;
using Compose.Capabilities.Services;

namespace Compose.Capabilities.Streams;

/// <summary>
/// A source over an open descriptor of the process, standard input above all: asks the system before each read whether it
/// would block, and reads nothing that was not asked for.
/// </summary>
public sealed unsafe class FileDescriptorSource(FileDescriptor descriptor) : IInputSource
{
    public bool IsReady => Readiness.Check(descriptor, false, 0);

    public bool IsTerminal { get; } = LibC.IsTerminal(descriptor) == 1;

    public Transfer TryRead(Span<byte> buffer)
    {
        if (buffer.IsEmpty || !IsReady)
        {
            return Transfer.Of(0);
        }

        fixed (byte* start = buffer)
        {
            nint count = LibC.Read(descriptor, start, (nuint)buffer.Length);
            if (count >= 0)
            {
                return count == 0 ? Transfer.Closed : Transfer.Of((int)count);
            }
        }

        return LibC.LastError is Errno.Interrupted or Errno.TryAgain
            ? Transfer.Of(0)
            : Transfer.Failed(Fault.Of(Errno.Map(LibC.LastError)));
    }

    public ValueTask WaitAsync(CancellationToken cancellation) => Readiness.WaitAsync(descriptor, false, cancellation);
}
