namespace Compose.Capabilities.Files;

/// <summary>What kind of object a node of a tree is, in the order of <c>wasi:filesystem/types#descriptor-type</c>.</summary>
public enum NodeType
{
    Unknown,
    BlockDevice,
    CharacterDevice,
    Directory,
    Fifo,
    SymbolicLink,
    RegularFile,
    Socket,
}
