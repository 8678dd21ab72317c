using Compose.Capabilities.Services;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>The resource <c>wasi:http/types#future-trailers</c>: answers once.</summary>
public sealed class FutureTrailers(NodeSession owner, FutureTrailers.Source source) : HostResource(owner), IWaitable
{
    /// <summary>Where trailers come from: ready when the body has ended.</summary>
    public class Source : IWaitable
    {
        /// <summary>A body without trailers.</summary>
        public static Source Nothing { get; } = new();

        public virtual bool IsReady => true;

        /// <summary>The trailers of a body that has ended well, or null.</summary>
        public virtual FieldList? Trailers => null;

        /// <summary>Why a body has not ended well, or null.</summary>
        public virtual HttpFailure? Error => null;

        public virtual ValueTask WaitAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        /// <summary>Nobody asks any more.</summary>
        public virtual void Release()
        {
        }
    }

    public bool IsReady => source.IsReady;

    /// <summary>Where the trailers come from.</summary>
    public Source Trailers => source;

    /// <summary>Whether the answer was given.</summary>
    public bool IsTaken { get; set; }

    public ValueTask WaitAsync(CancellationToken cancellation) => source.WaitAsync(cancellation);

    protected override void OnRelease() => source.Release();
}
