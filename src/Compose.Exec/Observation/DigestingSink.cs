using System.Security.Cryptography;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;

namespace Compose.Exec;

/// <summary>Passes bytes on and keeps the digest of those that were taken, for receipts.</summary>
internal sealed class DigestingSink(IOutputSink inner) : IOutputSink, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The digest of everything taken so far.</summary>
    public Digest Digest => new(_hash.GetCurrentHash());

    public bool IsReady => inner.IsReady;

    public bool IsFlushed => inner.IsFlushed;

    public bool IsTerminal => inner.IsTerminal;

    public ValueTask WaitAsync(CancellationToken cancellation) => inner.WaitAsync(cancellation);

    public Transfer Capacity() => inner.Capacity();

    public Transfer Write(ReadOnlySpan<byte> bytes)
    {
        Transfer taken = inner.Write(bytes);
        if (taken.IsOk)
        {
            _hash.AppendData(bytes);
        }

        return taken;
    }

    public Transfer Flush() => inner.Flush();

    public void Finish(TimeSpan patience) => inner.Finish(patience);

    public void Release() => inner.Release();

    public void Dispose() => _hash.Dispose();
}
