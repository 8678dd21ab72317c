using Compose.Capabilities.Services;

namespace Compose.Capabilities.Files;

/// <summary>
/// Attributes of a node. <see cref="Device"/> and <see cref="Number"/> tell nodes of one host apart; a null timestamp is
/// one that the tree does not keep.
/// </summary>
public readonly record struct NodeStat(
    NodeType Type,
    ulong LinkCount,
    ulong Size,
    Timestamp? Accessed,
    Timestamp? Modified,
    Timestamp? Changed,
    ulong Device,
    ulong Number);
