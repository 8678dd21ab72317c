using Compose.Distribution.Oci;
using Compose.Distribution.Transport;

namespace Compose.Distribution.Artifacts;

/// <summary>Names of files that others chose.</summary>
public static class SafeName
{
    /// <summary>The file name of a layer, for a folder of the user's: its title if that is a plain name, else an error.</summary>
    /// <exception cref="ComposeException"><c>Source.InvalidArtifact</c>: the title leads elsewhere.</exception>
    public static string Of(OciDescriptor layer)
    {
        if (layer.Title is not { Length: > 0 } title)
        {
            return layer.Digest.Hex + (OciMediaTypes.IsWasm(layer.MediaType) ? ".wasm" : string.Empty);
        }

        return WitBundle.IsSafe(title) && !title.Contains('/', StringComparison.Ordinal)
            ? title
            : throw new ComposeException(ErrorCodes.Source.InvalidArtifact, $"the artifact names a file '{CleanText.Of(title)}', which is no plain name", hint: "name the file yourself: -o FILE");
    }

    /// <summary>A title as it may be shown.</summary>
    public static string? Show(string? title) => title is null ? null : CleanText.Of(title);
}
