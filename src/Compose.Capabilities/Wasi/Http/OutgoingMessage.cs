namespace Compose.Capabilities.Wasi.Http;

/// <summary>What outgoing requests and responses have in common: fields that are fixed, and one body.</summary>
public abstract class OutgoingMessage(NodeSession owner, FieldList fields) : HostResource(owner)
{
    private bool _isBodyTaken;

    public FieldList Fields { get; } = fields;

    /// <summary>What goes out as the body; bounded, as long as nobody reads it.</summary>
    public BodyPipe Body { get; } = new();

    /// <summary>The grant that the bytes of the body are charged to; null for that of the call.</summary>
    internal virtual LiveGrant? BodyGrant => null;

    /// <summary>What a guest is told that finishes a body of another length than announced.</summary>
    public virtual HttpErrorCode SizeError => HttpErrorCode.HttpRequestBodySize;

    /// <summary>Whether somebody has taken the message to send it.</summary>
    public bool IsSent { get; set; }

    /// <summary>Whether the body was asked for; if not, the message has none.</summary>
    public bool IsBodyTaken => _isBodyTaken;

    /// <summary>Hands out the body, once.</summary>
    public OutgoingBody? TakeBody()
    {
        if (_isBodyTaken)
        {
            return null;
        }

        _isBodyTaken = true;
        return new OutgoingBody(Owner, this);
    }

    /// <summary>The length that the field <c>content-length</c> announces, or null.</summary>
    public ulong? AnnouncedLength()
    {
        List<byte[]> values = Fields.Get("content-length");
        return values.Count == 1 && ulong.TryParse(values[0], System.Globalization.NumberStyles.None, null, out ulong length) ? length : null;
    }

    /// <summary>Dropped unsent, its body has nowhere to go; sent, the body goes on without the message.</summary>
    protected override void OnRelease()
    {
        if (!IsSent)
        {
            Body.Abandon();
        }
    }
}
