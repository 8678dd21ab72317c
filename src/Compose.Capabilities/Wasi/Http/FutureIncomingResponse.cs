using Compose.Capabilities.Services;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>The resource <c>wasi:http/types#future-incoming-response</c>: answers once, with a response or the case of <c>error-code</c>.</summary>
public sealed class FutureIncomingResponse(NodeSession owner, Task<(IncomingResponse? Response, int Error)> answer) : HostResource(owner), IWaitable
{
    public bool IsReady => answer.IsCompleted;

    /// <summary>The answer, when <see cref="IsReady"/>.</summary>
    public (IncomingResponse? Response, int Error) Answer => answer.Result;

    /// <summary>Whether the answer was given.</summary>
    public bool IsTaken { get; set; }

    public ValueTask WaitAsync(CancellationToken cancellation) => new(answer.WaitAsync(cancellation));
}
