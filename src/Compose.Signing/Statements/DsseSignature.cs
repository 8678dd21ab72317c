namespace Compose.Signing;

/// <summary>One signature of an envelope; the key id is a hint and proves nothing.</summary>
public sealed record DsseSignature(string KeyId, ReadOnlyMemory<byte> Value);
