namespace Compose.Emit.Stubs;

/// <summary>
/// A component made by the compiler, and what an instantiation of it needs: resource types and functions that make
/// handles, each named by (track, resource).
/// </summary>
internal sealed record CompiledComponent(
    byte[] Bytes,
    IReadOnlyList<(string Argument, string Track, string Resource)> Types,
    IReadOnlyList<(string Argument, string Track, string Resource)> Makers)
{
    /// <summary>The export with which a compiled-in provider of a resource hands out a new handle.</summary>
    public static string MakerExport(string resource) => "compose-new-" + resource;
}
