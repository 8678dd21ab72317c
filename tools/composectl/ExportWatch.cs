namespace Compose.CommandLine;

/// <summary>
/// Sees what becomes of requests to a collector, which the SDK keeps to itself: each failure is counted
/// (<c>compose.telemetry.failures</c>), the first is told.
/// </summary>
/// <param name="signal">traces or metrics.</param>
/// <param name="told">Whether one was told already, of any signal.</param>
/// <param name="tell">Takes the line.</param>
internal sealed class ExportWatch(string signal, ExportWatch.Once told, Action<string> tell) : DelegatingHandler(new SocketsHttpHandler())
{
    /// <summary>One flag for several handlers.</summary>
    internal sealed class Once
    {
        private int _isSet;

        /// <summary>True for the first who asks.</summary>
        public bool Set() => Interlocked.Exchange(ref _isSet, 1) == 0;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Seen(request, base.Send(request, cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            Failed(request, e is OperationCanceledException ? "it did not answer in time" : e.Message);
            throw;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Seen(request, await base.SendAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            Failed(request, e is OperationCanceledException ? "it did not answer in time" : e.Message);
            throw;
        }
    }

    private HttpResponseMessage Seen(HttpRequestMessage request, HttpResponseMessage response)
    {
        // A failure of gRPC is an answer of success with its own status.
        string? grpc = response.Headers.TryGetValues("grpc-status", out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
        if (!response.IsSuccessStatusCode)
        {
            Failed(request, $"it answers {(int)response.StatusCode}");
        }
        else if (grpc is not (null or "0"))
        {
            Failed(request, $"it answers gRPC status {grpc}");
        }

        return response;
    }

    private void Failed(HttpRequestMessage request, string why)
    {
        ComposeMetrics.TelemetryFailures.Add(1, ComposeMetrics.Of("signal", signal));
        if (told.Set())
        {
            tell($"{signal} cannot be exported to {request.RequestUri?.GetLeftPart(UriPartial.Path)}: {why}; further failures are only counted");
        }
    }
}
