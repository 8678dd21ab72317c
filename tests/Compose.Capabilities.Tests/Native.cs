using System.Runtime.InteropServices;

namespace Compose.Capabilities.Tests;

internal static partial class Native
{
    [LibraryImport("libc", EntryPoint = "fcntl")]
    internal static partial int Control(int descriptor, int command, int argument);
}
