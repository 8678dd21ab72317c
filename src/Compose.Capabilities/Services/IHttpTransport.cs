using Compose.Capabilities.Wasi.Http;

namespace Compose.Capabilities.Services;

/// <summary>Sends HTTP requests for guests. Follows no redirect, keeps no cookie, adds no credential. Thread-safe.</summary>
public interface IHttpTransport
{
    /// <summary>Sends a request and answers when the head of the response is there. Failures are answers, not exceptions.</summary>
    Task<HttpReply> SendAsync(HttpOrder order, CancellationToken cancellation);
}
