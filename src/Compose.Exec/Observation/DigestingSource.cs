using System.Security.Cryptography;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;

namespace Compose.Exec;

/// <summary>Passes bytes on and keeps the digest of those that were read, for receipts.</summary>
internal sealed class DigestingSource(IInputSource inner) : IInputSource, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The digest of everything read so far.</summary>
    public Digest Digest => new(_hash.GetCurrentHash());

    public bool IsReady => inner.IsReady;

    public bool IsTerminal => inner.IsTerminal;

    public ValueTask WaitAsync(CancellationToken cancellation) => inner.WaitAsync(cancellation);

    public Transfer TryRead(Span<byte> buffer)
    {
        Transfer read = inner.TryRead(buffer);
        if (read.IsOk)
        {
            _hash.AppendData(buffer[..read.Count]);
        }

        return read;
    }

    public void Release() => inner.Release();

    public void Dispose() => _hash.Dispose();
}
