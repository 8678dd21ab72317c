using Compose.Capabilities.Services;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>What came of an outgoing request: the head of a response with its body to come, or a failure.</summary>
public sealed record HttpReply
{
    public HttpFailure? Failure { get; init; }

    public ushort Status { get; init; }

    public FieldList Fields { get; init; } = new();

    /// <summary>The body; released, the exchange is called off.</summary>
    public IInputSource? Body { get; init; }

    public FutureTrailers.Source? Trailers { get; init; }

    public static HttpReply Failed(HttpErrorCode code, string? text = null) => new() { Failure = new HttpFailure(code, text) };
}
