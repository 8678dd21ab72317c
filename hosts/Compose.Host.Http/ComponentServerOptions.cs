using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Compose.Host.Http;

/// <summary>Where a <see cref="ComponentServer"/> listens and what it takes.</summary>
public sealed record ComponentServerOptions
{
    /// <summary>Where requests come in; port 0 takes a free one.</summary>
    public IPEndPoint Address { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>With a certificate requests come in by TLS, and by HTTP/2 where the client can.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Where <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c> are answered; null for nowhere.</summary>
    public IPEndPoint? Admin { get; init; }

    /// <summary>What <c>/metrics</c> tells; the server begins to collect by itself if it is null. The caller disposes of it.</summary>
    public MetricCollector? Metrics { get; init; }

    /// <summary>Bytes of one request's body; null for any number.</summary>
    public long? MaxRequestBytes { get; init; } = 30_000_000;

    /// <summary>Connections at once; null for any number.</summary>
    public long? MaxConnections { get; init; }

    /// <summary>How long requests under way may take after the server was told to end.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(30);
}
