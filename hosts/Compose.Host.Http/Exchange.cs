using System.Diagnostics;
using System.Threading.Tasks.Sources;
using Compose.Capabilities;
using Compose.Capabilities.Wasi.Http;
using Compose.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Compose.Host.Http;

/// <summary>
/// One request on its way through a component. The server's side waits (<see cref="HandleAsync"/>); the guest's side
/// (<see cref="Run"/>) runs on a guest thread, calls <c>wasi:http/incoming-handler</c> and is itself where the body of
/// the response goes to (<c>Exchange.Response.cs</c>).
/// </summary>
/// <remarks>
/// <code>
/// server thread      queue ─▶ wait ···································▶ write what is left, or a problem
/// guest thread               instance ─ handle ─ set ─ write ─ finish ─▶ signal ─ renew the instance
/// </code>
/// What a guest writes is held back until it waits for something, has written much, or has been at it for a tick: then
/// it goes out. So a short answer is one write with its length, and a stream still streams. When the guest is done with
/// its answer but goes on, the server's side is told at its next wait, or at a tick; the exchange is then
/// <em>detached</em>, and the guest touches nothing of the request any more.
/// </remarks>
internal sealed partial class Exchange : IGuestWork, IValueTaskSource
{
    private readonly ComponentHost _host;
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<bool> _done;
    private HttpContext? _context;
    private Activity? _span;
    private Generation? _generation;
    private ComponentStore? _store;
    private RequestBodySource? _requestBody;
    private ComposeError? _error;
    private string? _what;
    private long _arrival;
    private int _parties;
    private bool _isDetached;
    private bool _isStopped;

    public Exchange(ComponentHost host)
    {
        _host = host;
    }

    /// <summary>Answers the request of a context; ends when nothing touches the context any more.</summary>
    public async Task HandleAsync(HttpContext context, Generation generation, long arrival, Activity? span)
    {
        _context = context;
        _span = span;
        _generation = generation;
        _arrival = arrival;
        context.Features.Get<LowerCaseHead>()?.Expect();
        if (context.Request.ContentLength > context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize)
        {
            _parties = 1;
            _what = "refused";
            await FailAsync(context, StatusCodes.Status413PayloadTooLarge, "The body of the request is too large", null).ConfigureAwait(false);
            return;
        }

        _parties = 2;
        if (!_host.Scheduler.TryQueue(this))
        {
            _parties = 1;
            ComposeMetrics.HttpRequestsRefused.Add(1, generation.Tenant);
            _what = "refused";
            await FailAsync(context, StatusCodes.Status503ServiceUnavailable, "Too many requests are waiting", null).ConfigureAwait(false);
            return;
        }

        await new ValueTask(this, _done.Version).ConfigureAwait(false);
        if (_flushing is { IsCompleted: false } flushing)
        {
            await flushing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (_requestBody is { } body)
        {
            await body.DetachAsync().ConfigureAwait(false);
        }

        bool isStreamed = _isStarted;
        if (!IsAnswered || !WriteRest(context))
        {
            await FailAsync(context).ConfigureAwait(false);
        }
        else if (isStreamed || _isChunked)
        {
            // An answer whose length the server knows goes out by itself.
            await EndFlushAsync(context.Response.BodyWriter.FlushAsync()).ConfigureAwait(false);
        }
    }

    /// <summary>The guest's side.</summary>
    public void Run()
    {
        Generation generation = _generation!;
        ServedInstance? instance = null;
        ResponseOutparam? outparam = null;
        bool isWhole = false;
        ComposeError? fault = null;
        if (_span is not null)
        {
            // What is traced on this thread belongs to the request.
            Activity.Current = _span;
        }

        try
        {
            if (_isStopped || _host.IsLate(_arrival))
            {
                throw Late();
            }

            instance = generation.Rent();
            Begin(instance);
            outparam = new ResponseOutparam(instance.Session, OnAnswer);
            IncomingRequest request = Request(instance);
            instance.Instance.Begin(request, outparam);
            instance.Handle.Call(Value.Resource(request), Value.Resource(outparam));
            isWhole = true;
        }
        catch (GuestExitException exit)
        {
            fault = new ComposeError(ErrorCodes.Exec.Trap, $"the guest exited with code {exit.Code} instead of answering");
            Fail("exit", fault);
        }
        catch (ComposeException failure)
        {
            fault = instance?.Instance.Explain(failure.Error) ?? failure.Error;
            Fail(WhatOf(fault.Code), fault);
        }
        catch (Exception failure)
        {
            // A fault of ours: the request fails, the server goes on.
            fault = new ComposeError(ErrorCodes.Generic.InternalError, failure.Message);
            Fail("internal", fault);
        }

        End(instance, fault);

        // What the guest has left behind is released when its instance is renewed or ends: this is not the place it tells.
        outparam?.Disarm();
        _body?.Detach();
        _host.Forget(this);
        bool signals;
        lock (_gate)
        {
            signals = !_isDetached;
            _isDetached = true;
            _store = null;
        }

        // Nothing of the exchange may be used after this: it belongs to the next request.
        Leave();
        if (signals)
        {
            _done.SetResult(true);
        }

        if (instance is not null)
        {
            generation.Return(instance, isWhole);
        }
    }

    /// <summary>Whoever watches is told before the client is, so that what was recorded of an answer is there when the answer is.</summary>
    private void End(ServedInstance? instance, ComposeError? fault)
    {
        try
        {
            instance?.Instance.End(fault);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ComposeException)
        {
            // A receipt or a recording that cannot be kept must not pass in silence, nor stop the server.
            Fail("internal", failure is ComposeException known ? known.Error : new ComposeError(ErrorCodes.Generic.InternalError, failure.Message));
        }

        if (_span is not null)
        {
            Activity.Current = null;
        }
    }

    /// <summary>The guest is about to wait: what it wrote goes out.</summary>
    public void OnWaiting() => Push();

    /// <summary>Looked at from time to time while the guest runs.</summary>
    /// <param name="now">The time stamp.</param>
    /// <param name="limit">How long a request may take, in time stamp units; null for ever.</param>
    public void OnTick(long now, long? limit)
    {
        ComponentStore? store;
        lock (_gate)
        {
            store = _store;
            if (store is not null && !_isStopped && !_isDetached && now - _arrival > _host.AbortCheckAfter && _context!.RequestAborted.IsCancellationRequested)
            {
                _isStopped = true;
                store.Cancel();
            }

            if (limit is { } most && now - _arrival > most && !_isStopped)
            {
                _isStopped = true;
                store?.Expire(_host.Options.RequestTimeout!.Value);
            }

            if (!_isSet || ++_ticks < PatientTicks)
            {
                return;
            }
        }

        Push();
    }

    /// <summary>Stops the guest: the server ends.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            _store?.Cancel();
        }
    }

    /// <summary>One side is done; when both are, the exchange waits for another request.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _parties) == 0)
        {
            Reset();
            _host.Return(this);
        }
    }

    private void Reset()
    {
        _done.Reset();
        _context = null;
        _span = null;
        _generation = null;
        _requestBody = null;
        _error = null;
        _what = null;
        _isDetached = false;
        _isStopped = false;
        ResetResponse();
    }

    void IValueTaskSource.GetResult(short token) => _done.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _done.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _done.OnCompleted(continuation, state, token, flags);

    /// <summary>Where it stands in the host's list of those whose guest runs.</summary>
    public int Index { get; set; } = -1;

    private static string WhatOf(ErrorCode code) =>
        code == ErrorCodes.Exec.Timeout ? "timeout"
        : code == ErrorCodes.Exec.ResourceExhausted ? "limit"
        : code == ErrorCodes.Exec.Cancelled ? "cancelled"
        : code == ErrorCodes.Exec.Trap || code == ErrorCodes.Exec.CapabilityDenied ? "trap"
        : "internal";

    private void Begin(ServedInstance instance)
    {
        _host.Remember(this);
        lock (_gate)
        {
            _store = instance.Store;
            if (_isStopped)
            {
                throw Late();
            }
        }
    }

    private static GuestTrapException Late() => new(
        ErrorCodes.Exec.Timeout, "no instance was free before the request's time was over", "allow more instances (--max-instances) or more time (--request-timeout)");

    private void Fail(string what, ComposeError error)
    {
        lock (_gate)
        {
            // Whatever the end of the instance brought about besides (a body broken off) is only its consequence.
            bool isAnswered = IsAnswered;
            _what = isAnswered ? _what : what;
            _error = isAnswered ? _error : error;
        }

        if (IsAnswered)
        {
            _host.Tell(new ServeEvent(what, error), null);
        }
    }

    private IncomingRequest Request(ServedInstance instance)
    {
        HttpContext context = _context!;
        HttpRequest request = context.Request;
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        NodeSession session = instance.Session;
        return new IncomingRequest(session, request.Method, () => HeaderMapping.ToGuest(request.Headers), () => Body(session))
        {
            PathWithQuery = target.StartsWith('/') ? target : request.PathBase.Value + request.Path.ToUriComponent() + request.QueryString.Value,
            Scheme = request.Scheme,
            Authority = request.Host.HasValue ? request.Host.Value : null,
        };
    }

    private IncomingBody Body(NodeSession session)
    {
        lock (_gate)
        {
            if (_isDetached || _context!.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            {
                return new IncomingBody(session, Compose.Capabilities.Streams.ClosedSource.Instance, null);
            }

            _requestBody = new RequestBodySource(_context);
            return new IncomingBody(session, _requestBody, _requestBody.Trailers);
        }
    }
}
