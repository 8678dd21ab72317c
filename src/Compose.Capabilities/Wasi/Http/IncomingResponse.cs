using Compose.Capabilities.Services;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>The resource <c>wasi:http/types#incoming-response</c>: as it came, its body handed out once.</summary>
public sealed class IncomingResponse(NodeSession owner, ushort status, FieldList fields, Func<IncomingBody> body) : HostResource(owner)
{
    private bool _isBodyTaken;

    public ushort Status { get; } = status;

    public FieldList Fields { get; } = fields;

    /// <summary>What is let go with the response if nobody asked for its body.</summary>
    public IInputSource? Unread { get; init; }

    public IncomingBody? TakeBody()
    {
        if (_isBodyTaken)
        {
            return null;
        }

        _isBodyTaken = true;
        return body();
    }

    protected override void OnRelease()
    {
        if (!_isBodyTaken)
        {
            Unread?.Release();
        }
    }
}
