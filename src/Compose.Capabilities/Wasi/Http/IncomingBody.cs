using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>The resource <c>wasi:http/types#incoming-body</c>: gives its stream once; finished, it gives the trailers.</summary>
public sealed class IncomingBody(NodeSession owner, IInputSource source, FutureTrailers.Source? trailers, LiveGrant? grant = null)
    : HostResource(owner, grant)
{
    private bool _isStreamTaken;
    private bool _isFinished;

    public InputStream? TakeStream()
    {
        if (_isStreamTaken)
        {
            return null;
        }

        _isStreamTaken = true;
        return new InputStream(Owner, source, ownsSource: false, Grant);
    }

    /// <summary>The trailers to come.</summary>
    public FutureTrailers Finish()
    {
        _isFinished = true;
        if (trailers is null)
        {
            source.Release();
        }

        return new FutureTrailers(Owner, trailers ?? FutureTrailers.Source.Nothing);
    }

    protected override void OnRelease()
    {
        if (!_isFinished)
        {
            source.Release();
        }
    }
}
