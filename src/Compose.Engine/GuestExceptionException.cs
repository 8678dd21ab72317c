namespace Compose.Engine;

/// <summary>A WebAssembly exception that left a guest, or that a host function throws into one.</summary>
public class GuestExceptionException : Exception
{
    public GuestExceptionException(CoreTag tag, ulong[] payload)
        : base("uncaught WebAssembly exception")
    {
        Tag = tag;
        Payload = payload;
    }

    public CoreTag Tag { get; }

    /// <summary>The payload as slots.</summary>
    public ulong[] Payload { get; }
}
