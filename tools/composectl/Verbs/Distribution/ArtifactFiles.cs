using Compose.Distribution.Artifacts;

namespace Compose.CommandLine;

/// <summary>Writes a fetched artifact to where the user asked.</summary>
internal static class ArtifactFiles
{
    /// <summary>Its one file under the name given; or into a folder all files under their titles, and the files of a WIT bundle.</summary>
    public static IReadOnlyList<string> Write(PulledArtifact artifact, string target)
    {
        bool isFolder = Directory.Exists(target) || target.EndsWith('/');
        if (artifact.Kind == ArtifactKind.WitBundle && isFolder)
        {
            return Write([.. WitBundle.Unpack(artifact.Main.Bytes, target).Files], target);
        }

        if (isFolder)
        {
            return Write([.. artifact.Layers.Select(layer => (SafeName.Of(layer.Descriptor), layer.Bytes))], target);
        }

        if (artifact.Kind == ArtifactKind.Files && artifact.Layers.Count > 1)
        {
            throw new ComposeException(ErrorCodes.Generic.Usage, $"the artifact has {artifact.Layers.Count} files, and {target} is one", hint: "name a folder: -o FOLDER/");
        }

        InputFile.Write(target, artifact.Main.Bytes.Span);
        return target == "-" ? [] : [target];
    }

    private static List<string> Write(IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> files, string folder)
    {
        // Every name is checked before the first file is written; on some systems case does not tell files apart.
        if (files.GroupBy(file => file.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ComposeException(ErrorCodes.Source.InvalidArtifact, $"the artifact has several files of the name '{SafeName.Show(twice.Key)}'", hint: "fetch it into the store only: leave out -o");
        }

        var written = new List<string>(files.Count);
        foreach ((string name, ReadOnlyMemory<byte> bytes) in files)
        {
            string path = Path.Combine(folder, name);
            InputFile.Write(path, bytes.Span);
            written.Add(path);
        }

        return written;
    }
}
