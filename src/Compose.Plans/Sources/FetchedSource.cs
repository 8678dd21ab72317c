namespace Compose.Plans;

/// <summary>A component that was fetched.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Locked">What a lock file keeps of it.</param>
public sealed record FetchedSource(ReadOnlyMemory<byte> Bytes, LockedSource Locked);
