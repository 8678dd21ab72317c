namespace Compose.Capabilities.Files;

/// <summary>One entry of a directory. A null name is one that is not UTF-8.</summary>
public readonly record struct DirectoryEntry(NodeType Type, string? Name);
