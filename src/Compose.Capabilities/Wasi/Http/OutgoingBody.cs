using Compose.Capabilities.Streams;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>The resource <c>wasi:http/types#outgoing-body</c>: gives its stream once; dropped without finishing, the message is broken off.</summary>
public sealed class OutgoingBody(NodeSession owner, OutgoingMessage message) : HostResource(owner)
{
    private bool _isStreamTaken;
    private bool _isFinished;

    public OutgoingMessage Message { get; } = message;

    public OutputStream? TakeStream()
    {
        if (_isStreamTaken)
        {
            return null;
        }

        _isStreamTaken = true;
        return new OutputStream(Owner, Message.Body, Message.BodyGrant);
    }

    /// <summary>Ends the body; false where its length is not the one announced.</summary>
    public bool Finish(FieldList? trailers)
    {
        _isFinished = true;
        if (Message.AnnouncedLength() is { } length && length != Message.Body.Total)
        {
            Message.Body.Abandon();
            return false;
        }

        Message.Body.Finish(trailers);
        return true;
    }

    protected override void OnRelease()
    {
        if (!_isFinished)
        {
            Message.Body.Abandon();
        }
    }
}
