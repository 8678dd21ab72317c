using Microsoft.Win32.SafeHandles;

namespace Compose.Capabilities.Files.Linux;

/// <summary>An open file descriptor, closed once and never used after; one that is only borrowed is never closed.</summary>
public sealed class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    public FileDescriptor(int descriptor, bool isOwned = true)
        : base(isOwned)
    {
        SetHandle(descriptor);
    }

    protected override bool ReleaseHandle() => LibC.Close((int)handle) == 0;
}
