using System.Runtime.InteropServices;
using Compose.Capabilities.Files.Linux;

namespace Compose.Capabilities.Files;

/// <summary>
/// Trees that are folders of the host. On Linux (x64, arm64) the kernel keeps every path inside, whatever happens to the
/// folder meanwhile.
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
            return FileError.Unsupported;
        }

        int opened = LibC.Open(hostPath, LibC.ReadOnly | LibC.DirectoryOnly | LibC.CloseOnExec, 0);
        if (opened < 0)
        {
            return Errno.Map(LibC.LastError);
        }

        root = new LinuxDirectory(new FileDescriptor(opened));
        return FileError.None;
    }
}
