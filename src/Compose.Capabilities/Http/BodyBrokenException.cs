using Compose.Capabilities.Wasi.Http;

namespace Compose.Capabilities.Http;

/// <summary>A body could not be sent to its end.</summary>
internal sealed class BodyBrokenException(HttpFailure failure) : IOException(failure.Name)
{
    public HttpFailure Failure { get; } = failure;
}
