namespace Compose.Host.Wasmtime;

/// <summary>What tells native engines of one library apart.</summary>
internal readonly record struct EngineProfile(bool Fuel, int StackBytes)
{
    /// <summary>
    /// Stack classes. Guests on a thread of the default 8 MiB may use 2 MiB: four times what the library's own default
    /// gives, and a third of what ours leaves, so that stores can nest.
    /// </summary>
    public const int MaxStackBytes = 2 << 20;

    private const int MiddleStackBytes = 1 << 20;
    private const int MinStackBytes = 256 << 10;

    /// <summary>The greatest class that is not above what a task may use.</summary>
    public static int StackClassOf(long bytes) => bytes >= MaxStackBytes ? MaxStackBytes : bytes >= MiddleStackBytes ? MiddleStackBytes : MinStackBytes;
}
