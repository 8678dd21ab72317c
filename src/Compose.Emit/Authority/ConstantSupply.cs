namespace Compose.Emit.Authority;

/// <summary>
/// An interface whose functions are constants, or one function of the shared import here and there: what
/// <c>wasi:cli/environment</c> becomes in the flat form.
/// </summary>
internal sealed class ConstantSupply(Track track, string key, IReadOnlyDictionary<string, string?> functions, SharedImport? host)
    : Supply(track, key)
{
    /// <summary>By function name: the export of the constants component, or null for the host's function.</summary>
    public IReadOnlyDictionary<string, string?> Functions { get; } = functions;

    /// <summary>What the host's functions come from; null if all are constants.</summary>
    public SharedImport? Host { get; } = host;

    public override Supply Foreign(string track) =>
        throw new ComposeException(ErrorCodes.Emit.CompositionFailed, $"`{Track.Key}` has no resources");
}
