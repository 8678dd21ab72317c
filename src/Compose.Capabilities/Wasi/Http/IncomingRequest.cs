namespace Compose.Capabilities.Wasi.Http;

/// <summary>The resource <c>wasi:http/types#incoming-request</c>: as it came, its body handed out once.</summary>
public sealed class IncomingRequest(NodeSession owner, string method, Func<FieldList> fields, Func<IncomingBody> body) : HostResource(owner)
{
    private FieldList? _fields;
    private bool _isBodyTaken;

    public IncomingRequest(NodeSession owner, string method, FieldList fields, Func<IncomingBody> body)
        : this(owner, method, () => fields, body)
    {
    }

    public string Method { get; } = method;

    /// <summary>The fields, made when they are first asked for.</summary>
    public FieldList Fields => _fields ??= fields();

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
