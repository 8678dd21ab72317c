namespace Compose.Emit.Authority;

/// <summary>
/// An interface that is compiled into the artifact: a denial, a bag of types, or the provider of resources that no
/// host feeds.
/// </summary>
internal sealed class CompiledSupply(Track track, string key, bool definesResources, IReadOnlyDictionary<string, Supply> foreign)
    : Supply(track, key)
{
    /// <summary>Whether it defines the resources of its own track.</summary>
    public bool DefinesResources { get; } = definesResources;

    /// <summary>Whether handles of another track's resources can be had, because it is compiled in as well.</summary>
    public bool CanMake(string track) => foreign.TryGetValue(track, out var supply) && supply is CompiledSupply { DefinesResources: true };

    public override Supply Foreign(string track) =>
        foreign.TryGetValue(track, out var supply)
            ? supply
            : throw new ComposeException(ErrorCodes.Emit.CompositionFailed, $"`{Track.Key}` uses `{track}`, which no instance imports");
}
