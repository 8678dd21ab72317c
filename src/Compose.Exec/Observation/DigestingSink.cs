using System.Security.Cryptography;
using Compose.Capabilities.Services;

namespace Compose.Exec;

/// <summary>Passes bytes on and keeps the digest of those that were taken, for receipts.</summary>
internal sealed class DigestingSink(IOutputSink inner) : ObservedSink(inner), IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The digest of everything taken so far.</summary>
    public Digest Digest => new(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();

    protected override void Taken(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);
}
