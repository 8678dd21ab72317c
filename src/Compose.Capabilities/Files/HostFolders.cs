using System.Runtime.InteropServices;
using Compose.Capabilities.Files.Linux;
using Compose.Capabilities.Files.Portable;

namespace Compose.Capabilities.Files;

/// <summary>
/// Trees that are folders of the host. On Linux (x64, arm64) the kernel keeps every path inside, whatever happens to the
/// folder meanwhile; elsewhere paths are resolved by hand, which holds as long as nobody else changes the tree.
/// </summary>
public sealed class HostFolders : IFileTrees
{
    public static HostFolders Instance { get; } = new();

    private static bool IsSupportedLinux =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    public FileError OpenRoot(string hostPath, out IDirectory? root)
    {
        root = null;
        if (!IsSupportedLinux)
        {
            return OpenPortable(hostPath, out root);
        }

        int opened = LibC.Open(hostPath, LibC.ReadOnly | LibC.DirectoryOnly | LibC.CloseOnExec, 0);
        if (opened < 0)
        {
            return Errno.Map(LibC.LastError);
        }

        root = new LinuxDirectory(new FileDescriptor(opened));
        return FileError.None;
    }

    /// <summary>The root of a folder through <c>System.IO</c> alone.</summary>
    internal static FileError OpenPortable(string hostPath, out IDirectory? root)
    {
        root = null;
        string full = Path.GetFullPath(hostPath);
        if (!Directory.Exists(full))
        {
            return File.Exists(full) ? FileError.NotDirectory : FileError.NoEntry;
        }

        // A granted link is granted for what it leads to.
        root = new PortableDirectory(new DirectoryInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full);
        return FileError.None;
    }
}
