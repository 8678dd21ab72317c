using System.Runtime.InteropServices;

namespace Compose.Secrets.Tests;

internal static partial class Native
{
    /// <summary>Sets a variable where native libraries look; the framework's own copy of the environment is not theirs.</summary>
    public static void SetEnvironment(string name, string value) => _ = setenv(name, value, 1);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
