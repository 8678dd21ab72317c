namespace Compose.Capabilities.Files;

/// <summary>Opens the trees that grants name: folders of the host now, images and layers later.</summary>
public interface IFileTrees
{
    /// <summary>The root directory of the tree that a preopen names.</summary>
    FileError OpenRoot(string hostPath, out IDirectory? root);
}
