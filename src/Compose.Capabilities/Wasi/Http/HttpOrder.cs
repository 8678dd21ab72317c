using System.Diagnostics;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>One outgoing request as a transport sends it; what it may not do was refused before.</summary>
public sealed record HttpOrder
{
    public required string Method { get; init; }

    public required Uri Target { get; init; }

    public required FieldList Fields { get; init; }

    /// <summary>What goes out in place of values of <see cref="Fields"/>; null where they stand for themselves. Whoever made the order zeroes it.</summary>
    public HeaderSecrets? Secrets { get; init; }

    /// <summary>The body, or null for none.</summary>
    public BodyPipe? Body { get; init; }

    /// <summary>The span of the request, which it hands on (W3C Trace Context) unless the guest wrote one itself; null for none.</summary>
    public Activity? Trace { get; init; }

    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>From the end of the request's head to the head of the response.</summary>
    public TimeSpan? FirstByteTimeout { get; init; }

    public TimeSpan? BetweenBytesTimeout { get; init; }
}
