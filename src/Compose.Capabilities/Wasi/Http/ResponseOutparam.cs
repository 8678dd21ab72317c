namespace Compose.Capabilities.Wasi.Http;

/// <summary>The resource <c>wasi:http/types#response-outparam</c>: takes the answer to a request, once.</summary>
public sealed class ResponseOutparam(NodeSession owner, Action<OutgoingResponse?, int> set) : HostResource(owner)
{
    private Action<OutgoingResponse?, int>? _set = set;

    /// <summary>Gives the response, or else the case of <c>error-code</c>.</summary>
    public void Set(OutgoingResponse? response, int error)
    {
        Action<OutgoingResponse?, int>? set = _set;
        _set = null;
        set?.Invoke(response, error);
    }
}
