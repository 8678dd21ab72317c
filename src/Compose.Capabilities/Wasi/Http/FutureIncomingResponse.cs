using Compose.Capabilities.Services;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>
/// The resource <c>wasi:http/types#future-incoming-response</c>: answers once, with a response or a failure. Dropped
/// before that, the exchange is called off.
/// </summary>
public sealed class FutureIncomingResponse(
    NodeSession owner, Task<HttpReply> reply, CancellationTokenSource? exchange = null, LiveGrant? grant = null) : HostResource(owner, grant), IWaitable
{
    private (IncomingResponse? Response, HttpFailure? Failure)? _answer;

    public bool IsReady => reply.IsCompleted;

    /// <summary>The answer, when <see cref="IsReady"/>.</summary>
    public (IncomingResponse? Response, HttpFailure? Failure) Answer => _answer ??= reply.IsCompletedSuccessfully
        ? reply.Result.Failure is { } failure ? (null, failure) : (Open(reply.Result), null)
        : (null, new HttpFailure(HttpErrorCode.InternalError, "the exchange was called off"));

    /// <summary>Whether the answer was given.</summary>
    public bool IsTaken { get; set; }

    public ValueTask WaitAsync(CancellationToken cancellation) => new(reply.WaitAsync(cancellation));

    protected override void OnRelease()
    {
        if (IsTaken)
        {
            return;
        }

        exchange?.Cancel();
        reply.ContinueWith(
            static late => late.Result.Body?.Release(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    private IncomingResponse Open(HttpReply reply) => new(
        Owner, reply.Status, reply.Fields, () => new IncomingBody(Owner, reply.Body!, reply.Trailers, Grant))
    {
        Unread = reply.Body,
    };
}
