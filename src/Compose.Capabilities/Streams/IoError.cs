namespace Compose.Capabilities.Streams;

/// <summary>The resource <c>wasi:io/error#error</c>: why the last operation on a stream failed.</summary>
public sealed class IoError(NodeSession owner, Fault fault) : HostResource(owner)
{
    public Fault Fault { get; } = fault;
}
