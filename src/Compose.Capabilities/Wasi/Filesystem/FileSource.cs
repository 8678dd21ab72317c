using Compose.Capabilities.Files;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;

namespace Compose.Capabilities.Wasi.Filesystem;

/// <summary>Reads a file from an offset on.</summary>
internal sealed class FileSource : IInputSource
{
    private readonly Descriptor _descriptor;
    private readonly IFile _file;
    private ulong _offset;

    public FileSource(Descriptor descriptor, IFile file, ulong offset)
    {
        _descriptor = descriptor;
        _file = file;
        _offset = offset;
        descriptor.Retain();
    }

    public bool IsReady => _file.IsReady(false);

    public ValueTask WaitAsync(CancellationToken cancellation) => _file.WaitAsync(false, cancellation);

    public Transfer TryRead(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return Transfer.Of(0);
        }

        FileError error = _file.Read(buffer, _offset, out int count);
        _offset += (ulong)count;
        return error switch
        {
            FileError.None => count == 0 ? Transfer.Closed : Transfer.Of(count),
            FileError.WouldBlock or FileError.Interrupted => Transfer.Of(0),
            _ => Transfer.Failed(Fault.Of(error)),
        };
    }

    public void Release() => _descriptor.Leave();
}
