using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Compose.Host.Http;

/// <summary>
/// Writes names of fields in lower case on HTTP/1.1 too, as guests give them and as HTTP/2 has them; the server has
/// spellings of its own for those it knows. The output of a connection passes through here; only the heads of responses
/// are looked at, and each request says when one is to come (<see cref="Expect"/>).
/// </summary>
internal sealed class LowerCaseHead(PipeWriter inner) : PipeWriter
{
    private Memory<byte> _memory;
    private State _state;
    private int _digits;
    private bool _isInterim;

    private enum State
    {
        /// <summary>Not within a head.</summary>
        Body,
        StatusLine,
        Name,
        Value,
    }

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public static ConnectionDelegate Middleware(ConnectionDelegate next) => connection =>
    {
        if (connection.Features.Get<ITlsApplicationProtocolFeature>() is { } protocol && protocol.ApplicationProtocol.Span.SequenceEqual("h2"u8))
        {
            return next(connection);
        }

        var head = new LowerCaseHead(connection.Transport.Output);
        connection.Features.Set(head);
        connection.Transport = new Duplex(connection.Transport.Input, head);
        return next(connection);
    };

    /// <summary>The next bytes are the head of a response.</summary>
    public void Expect()
    {
        _state = State.StatusLine;
        _digits = 0;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _memory = inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        if (_state != State.Body)
        {
            Look(_memory.Span[..bytes]);
        }

        _memory = _memory[bytes..];
        inner.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private void Look(Span<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length && _state != State.Body)
        {
            if (_state == State.Name)
            {
                at = Name(bytes, at);
                continue;
            }

            int end = bytes[at..].IndexOf((byte)'\n');
            if (_state == State.StatusLine)
            {
                Status(bytes.Slice(at, end < 0 ? bytes.Length - at : end));
            }

            if (end < 0)
            {
                return;
            }

            at += end + 1;
            _state = State.Name;
        }
    }

    /// <summary>Lowers a name up to its colon; an empty line is the end of the head.</summary>
    private int Name(Span<byte> bytes, int at)
    {
        for (; at < bytes.Length; at++)
        {
            byte each = bytes[at];
            if (each == ':')
            {
                _state = State.Value;
                return at + 1;
            }

            if (each == '\n')
            {
                // After an interim response (100 Continue) another head comes.
                _state = _isInterim ? State.StatusLine : State.Body;
                _digits = 0;
                return at + 1;
            }

            if (each is >= (byte)'A' and <= (byte)'Z')
            {
                bytes[at] = (byte)(each | 0x20);
            }
        }

        return at;
    }

    /// <summary>Finds the first digit of the status: the octet after <c>HTTP/1.1 </c>.</summary>
    private void Status(ReadOnlySpan<byte> line)
    {
        const int Prefix = 9;
        if (_digits <= Prefix && _digits + line.Length > Prefix)
        {
            _isInterim = line[Prefix - _digits] == '1';
        }

        _digits += line.Length;
    }

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input { get; } = input;

        public PipeWriter Output { get; } = output;
    }
}
