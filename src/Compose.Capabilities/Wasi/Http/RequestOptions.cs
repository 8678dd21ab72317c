namespace Compose.Capabilities.Wasi.Http;

/// <summary>The resource <c>wasi:http/types#request-options</c>: timeouts in nanoseconds, or none.</summary>
public sealed class RequestOptions(NodeSession owner) : HostResource(owner)
{
    public ulong? ConnectTimeout { get; set; }

    public ulong? FirstByteTimeout { get; set; }

    public ulong? BetweenBytesTimeout { get; set; }
}
