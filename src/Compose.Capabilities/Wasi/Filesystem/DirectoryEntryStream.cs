using Compose.Capabilities.Files;

namespace Compose.Capabilities.Wasi.Filesystem;

/// <summary>The resource <c>wasi:filesystem/types#directory-entry-stream</c>: the entries as they were when it was opened.</summary>
internal sealed class DirectoryEntryStream(NodeSession owner, IReadOnlyList<DirectoryEntry> entries) : HostResource(owner)
{
    private int _next;

    /// <summary>The next entry, or null at the end.</summary>
    public DirectoryEntry? Next() => _next < entries.Count ? entries[_next++] : null;
}
