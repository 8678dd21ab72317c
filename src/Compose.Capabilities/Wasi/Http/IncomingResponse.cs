namespace Compose.Capabilities.Wasi.Http;

/// <summary>The resource <c>wasi:http/types#incoming-response</c>: as it came, its body handed out once.</summary>
public sealed class IncomingResponse(NodeSession owner, ushort status, FieldList fields, Func<IncomingBody> body) : HostResource(owner)
{
    private bool _isBodyTaken;

    public ushort Status { get; } = status;

    public FieldList Fields { get; } = fields;

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
