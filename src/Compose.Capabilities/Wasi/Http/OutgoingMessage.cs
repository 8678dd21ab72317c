namespace Compose.Capabilities.Wasi.Http;

/// <summary>What outgoing requests and responses have in common: fields that are fixed, and one body.</summary>
public abstract class OutgoingMessage(NodeSession owner, FieldList fields) : HostResource(owner)
{
    private bool _isBodyTaken;

    public FieldList Fields { get; } = fields;

    /// <summary>What goes out as the body; bounded, as long as nobody reads it.</summary>
    public BodyPipe Body { get; } = new();

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

    protected override void OnRelease() => Body.Abandon();
}
