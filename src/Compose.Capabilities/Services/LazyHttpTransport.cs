using Compose.Capabilities.Http;
using Compose.Capabilities.Wasi.Http;

namespace Compose.Capabilities.Services;

/// <summary>The transport of the process, which is loaded when the first request is sent.</summary>
internal sealed class LazyHttpTransport : IHttpTransport
{
    public Task<HttpReply> SendAsync(HttpOrder order, CancellationToken cancellation) =>
        SocketsHttpTransport.Shared.SendAsync(order, cancellation);
}
