namespace Compose.Capabilities.Wasi.Http;

/// <summary>The resource <c>wasi:http/types#incoming-request</c>: as it came, its body handed out once.</summary>
public sealed class IncomingRequest(NodeSession owner, string method, FieldList fields, Func<IncomingBody> body) : HostResource(owner)
{
    private bool _isBodyTaken;

    public string Method { get; } = method;

    public FieldList Fields { get; } = fields;

    public string? PathWithQuery { get; init; }

    public string? Scheme { get; init; }

    public string? Authority { get; init; }

    public IncomingBody? TakeBody()
    {
        if (_isBodyTaken)
        {
            return null;
        }

        _isBodyTaken = true;
        return body();
    }
}
