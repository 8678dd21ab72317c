using Compose.Capabilities.Services;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>
/// Whoever takes over the body of an outgoing message: bytes go to it as they are written, and it says how many it takes.
/// Called on the guest's thread, or on one that waits for it, never on two at once.
/// </summary>
public interface IBodyTarget : IOutputSink
{
    /// <summary>The body is complete.</summary>
    void End(FieldList? trailers);

    /// <summary>The body was broken off.</summary>
    void Break();
}
