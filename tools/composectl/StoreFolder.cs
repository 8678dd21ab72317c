using System.CommandLine;

namespace Compose.CommandLine;

/// <summary>The content-addressed store that <c>--store</c> or the environment names.</summary>
internal static class StoreFolder
{
    public static IBlobSource? Blobs(ParseResult parsed) => null;
}
