using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Compose.Host.Http;

/// <summary>
/// HTTP/2 without TLS by prior knowledge (RFC 9113, 3.3) on the port of HTTP/1.1. The server chooses between the two by
/// what TLS has negotiated; a connection that begins with the preface of HTTP/2 is given the look of one whose TLS has
/// negotiated it.
/// </summary>
internal static class PriorKnowledge
{
    /// <summary>The first octets of the preface; no method of HTTP/1.1 begins so.</summary>
    private static ReadOnlySpan<byte> Preface => "PRI "u8;

    public static ConnectionDelegate Middleware(ConnectionDelegate next) => async connection =>
    {
        if (await BeginsWithPrefaceAsync(connection.Transport.Input).ConfigureAwait(false))
        {
            var negotiated = new Negotiated();
            connection.Features.Set<ITlsConnectionFeature>(negotiated);
            connection.Features.Set<ITlsApplicationProtocolFeature>(negotiated);
        }

        await next(connection).ConfigureAwait(false);
    };

    private static async ValueTask<bool> BeginsWithPrefaceAsync(PipeReader input)
    {
        while (true)
        {
            ReadResult result;
            try
            {
                result = await input.ReadAsync().ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is IOException or OperationCanceledException)
            {
                return false;
            }

            ReadOnlySequence<byte> bytes = result.Buffer;
            int count = (int)Math.Min(bytes.Length, Preface.Length);
            bool isPrefix = IsPrefix(bytes.Slice(0, count));
            if (!isPrefix || count == Preface.Length || result.IsCompleted || result.IsCanceled)
            {
                input.AdvanceTo(bytes.Start);
                return isPrefix && count == Preface.Length;
            }

            input.AdvanceTo(bytes.Start, bytes.End);
        }
    }

    private static bool IsPrefix(ReadOnlySequence<byte> bytes)
    {
        Span<byte> first = stackalloc byte[Preface.Length];
        bytes.CopyTo(first);
        return Preface.StartsWith(first[..(int)bytes.Length]);
    }

    /// <summary>The two features by which the server chooses HTTP/2. A handshake there was not: nothing tells of one.</summary>
    private sealed class Negotiated : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public X509Certificate2? ClientCertificate { get; set; }

        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<X509Certificate2?>(null);
    }
}
