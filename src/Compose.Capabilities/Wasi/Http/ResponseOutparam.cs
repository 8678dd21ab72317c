namespace Compose.Capabilities.Wasi.Http;

/// <summary>
/// The resource <c>wasi:http/types#response-outparam</c>: takes the answer to a request, once. Dropped without one it
/// says so, with neither a response nor a failure.
/// </summary>
public sealed class ResponseOutparam(NodeSession owner, Action<OutgoingResponse?, HttpFailure?> set) : HostResource(owner)
{
    private Action<OutgoingResponse?, HttpFailure?>? _set = set;

    /// <summary>Gives the response, or else the failure.</summary>
    public void Set(OutgoingResponse? response, HttpFailure? failure)
    {
        Action<OutgoingResponse?, HttpFailure?>? set = _set;
        _set = null;
        set?.Invoke(response, failure);
    }

    /// <summary>Nobody waits for an answer any more, nor wants to hear of it.</summary>
    public void Disarm() => _set = null;

    protected override void OnRelease() => Set(null, null);
}
