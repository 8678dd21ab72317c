namespace Compose.Engine;

/// <summary>
/// Keeps machine code between processes. Whoever can make <see cref="TryGet"/> return bytes of his choice runs code in
/// this process, so an implementation authenticates what it stores. Thread-safe; failures are misses.
/// </summary>
public interface ICodeCache
{
    /// <summary>The code under a key, or null. <paramref name="key"/> is over everything that decides the code.</summary>
    byte[]? TryGet(Digest key);

    /// <summary>Keeps code under a key; a failure to keep it is no error.</summary>
    void Put(Digest key, ReadOnlySpan<byte> code);
}
