using System.CommandLine;
using Compose.Store;

namespace Compose.CommandLine;

/// <summary>The content-addressed store that <c>--store</c> or the environment names; none where neither HOME nor another is set.</summary>
internal static class StoreFolder
{
    public static ContentStore? Open(ParseResult parsed) =>
        StoreLocation.Find(parsed.GetValue(GlobalOptions.Store)) is { } root ? new ContentStore(root) : null;
}
