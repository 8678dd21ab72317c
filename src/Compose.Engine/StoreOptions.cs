namespace Compose.Engine;

/// <summary>What holds for everything in a store.</summary>
public sealed record StoreOptions
{
    public static StoreOptions Default { get; } = new();

    /// <summary>Asked before memories and tables are made or grow; null allows whatever the types allow.</summary>
    public IResourceLimiter? Limiter { get; init; }

    /// <summary>
    /// Modules of this store count fuel (<see cref="CompileOptions.Fuel"/>). An engine may decide that for a whole store,
    /// adapters included, before the first module is instantiated.
    /// </summary>
    public bool Fuel { get; init; }
}
