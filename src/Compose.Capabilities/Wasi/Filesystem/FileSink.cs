using Compose.Capabilities.Files;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;

namespace Compose.Capabilities.Wasi.Filesystem;

/// <summary>Writes a file from an offset on, or always at its end. A disk is not waited for: what is written is written.</summary>
internal sealed class FileSink : IOutputSink
{
    private const int FileChunk = 1 << 20;
    private const int PipeChunk = 4_096;

    private readonly Descriptor _descriptor;
    private readonly IFile _file;
    private readonly bool _appends;
    private ulong _offset;

    public FileSink(Descriptor descriptor, IFile file, ulong? offset)
    {
        _descriptor = descriptor;
        _file = file;
        _appends = offset is null;
        _offset = offset ?? 0;
        descriptor.Retain();
    }

    public bool IsReady => _file.IsReady(true);

    public bool IsFlushed => true;

    public ValueTask WaitAsync(CancellationToken cancellation) => _file.WaitAsync(true, cancellation);

    public Transfer Capacity() =>
        Transfer.Of(_file.Type == NodeType.RegularFile ? FileChunk : _file.IsReady(true) ? PipeChunk : 0);

    public Transfer Write(ReadOnlySpan<byte> bytes)
    {
        int total = bytes.Length;
        while (!bytes.IsEmpty)
        {
            FileError error = _descriptor.Write(bytes, _appends ? null : _offset, out int count);
            if (error != FileError.None || count == 0)
            {
                return error == FileError.Pipe ? Transfer.Closed : Transfer.Failed(Fault.Of(error == FileError.None ? FileError.Io : error));
            }

            _offset += (ulong)count;
            bytes = bytes[count..];
        }

        return Transfer.Of(total);
    }

    public Transfer Flush() => Transfer.Of(0);

    public void Release() => _descriptor.Leave();
}
