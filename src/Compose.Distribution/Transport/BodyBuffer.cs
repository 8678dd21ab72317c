using System.Security.Cryptography;

namespace Compose.Distribution.Transport;

/// <summary>
/// A body as far as it has arrived, within a limit of bytes and time; more can be added after a break. It is hashed as it
/// arrives where its digest is asked for: large bodies are gone over once.
/// </summary>
internal sealed class BodyBuffer(long max, TransferPolicy policy, bool isHashed = false, long? announced = null) : IDisposable
{
    /// <summary>
    /// What a server claims about the length is believed up to here, unless it was announced as well: then a body of that size
    /// goes into its array at once. Beyond, the buffer grows with what arrives.
    /// </summary>
    private const int Believed = 32 << 20;

    private byte[] _bytes = [];
    private int _length;
    private readonly IncrementalHash? _hash = isHashed ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private readonly long _began = Environment.TickCount64;

    public int Length => _length;

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>The digest of all that has arrived; the body is at its end.</summary>
    public Digest Digest => new(_hash!.GetHashAndReset());

    public void Clear()
    {
        _length = 0;
        _hash?.GetHashAndReset();
    }

    public void Dispose() => _hash?.Dispose();

    /// <summary>The body in an array of its size.</summary>
    public byte[] ToArray() => _length == _bytes.Length ? _bytes : _bytes.AsSpan(0, _length).ToArray();

    /// <summary>Reads the rest of a response.</summary>
    /// <param name="response">The answer, whose body is not read yet.</param>
    /// <param name="arrived">Called with the length so far.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ComposeException"><c>Source.LimitExceeded</c>.</exception>
    /// <exception cref="IOException">The connection broke; what has arrived is kept.</exception>
    /// <exception cref="OperationCanceledException">Nothing arrived in time, or the caller cancelled.</exception>
    public async Task ReadAsync(HttpResponseMessage response, Action<long>? arrived, CancellationToken cancellation)
    {
        Uri at = response.RequestMessage!.RequestUri!;
        long? claimed = response.Content.Headers.ContentLength;
        if (claimed > max - _length)
        {
            throw TooLong(at);
        }

        Ensure((int)Math.Min(claimed ?? 64 << 10, _length + claimed == announced ? max : Believed));
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        whole.CancelAfter(Left());
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(whole.Token);
        await using Stream stream = await response.Content.ReadAsStreamAsync(idle.Token).ConfigureAwait(false);
        var probe = new byte[1];
        while (true)
        {
            idle.CancelAfter(policy.IdleTimeout);
            if (_length == _bytes.Length)
            {
                // The end is told by one read that gives nothing; only if there is more does the buffer grow.
                if (await stream.ReadAsync(probe, idle.Token).ConfigureAwait(false) == 0)
                {
                    return;
                }

                if (_length >= max)
                {
                    throw TooLong(at);
                }

                Ensure(Math.Max(64 << 10, _length));
                _bytes[_length++] = probe[0];
                _hash?.AppendData(probe);
            }

            int read = await stream.ReadAsync(_bytes.AsMemory(_length), idle.Token).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            _hash?.AppendData(_bytes, _length, read);
            _length += read;
            arrived?.Invoke(_length);
        }
    }

    /// <summary>What is left of the time for the body, which further attempts do not prolong.</summary>
    private TimeSpan Left()
    {
        TimeSpan left = policy.BodyTimeout - TimeSpan.FromMilliseconds(Environment.TickCount64 - _began);
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }

    private void Ensure(int more)
    {
        long wanted = Math.Min((long)_length + more, max);
        if (wanted > _bytes.Length)
        {
            byte[] larger = GC.AllocateUninitializedArray<byte>((int)wanted);
            _bytes.AsSpan(0, _length).CopyTo(larger);
            _bytes = larger;
        }
    }

    private ComposeException TooLong(Uri at) =>
        new(ErrorCodes.Source.LimitExceeded, $"{TransferPolicy.Show(at)} sends more than {max} bytes", hint: "this is not what was asked for, or it is too large to be used");
}
