namespace Compose.Distribution.Transport;

/// <summary>How far one body is.</summary>
/// <param name="What">The body in words: a title or a digest.</param>
/// <param name="Step">What happens to it.</param>
/// <param name="Done">Bytes so far.</param>
/// <param name="Total">All bytes; null if that is not known yet.</param>
public readonly record struct TransferProgress(string What, TransferStep Step, long Done, long? Total);
