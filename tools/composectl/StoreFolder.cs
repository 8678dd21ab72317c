using System.CommandLine;
using Compose.Capabilities.KeyValue;
using Compose.Store;

namespace Compose.CommandLine;

/// <summary>The content-addressed store that <c>--store</c> or the environment names; none where neither HOME nor another is set.</summary>
internal static class StoreFolder
{
    /// <param name="parsed">The command line.</param>
    /// <param name="warn">Told of damaged blobs and unusable caches; null for nobody.</param>
    public static ContentStore? Open(ParseResult parsed, Action<ComposeError>? warn = null) =>
        StoreLocation.Find(parsed.GetValue(GlobalOptions.Store)) is { } root ? new ContentStore(root) { OnProblem = warn } : null;

    /// <exception cref="ComposeException"><c>Blob.IOError</c>: there is none.</exception>
    public static ContentStore Require(ParseResult parsed) =>
        Open(parsed) ?? throw new ComposeException(ErrorCodes.Blob.IOError, "there is no store: neither HOME nor COMPOSE_HOME is set", hint: "name its folder: --store DIR");

    /// <summary>The buckets of a tenant beside the store; null where there is none.</summary>
    public static IKeyValueStores? KeyValue(ParseResult parsed, string? tenant) =>
        StoreLocation.Find(parsed.GetValue(GlobalOptions.Store)) is { } root ? new DiskStores(Path.Combine(root, "keyvalue"), tenant) : null;
}
