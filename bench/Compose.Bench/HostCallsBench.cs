namespace Compose.Bench;

/// <summary>What calls of the host cost, timed by the guest itself: nanoseconds per call, MB/s of files and standard streams.</summary>
internal static class HostCallsBench
{
    private const int StreamBytes = 64 << 20;

    public static void Run()
    {
        string folder = Directory.CreateTempSubdirectory("bench-hosts").FullName;
        string input = Path.Combine(folder, "input"), data = Path.Combine(folder, "data");
        try
        {
            Directory.CreateDirectory(data);
            File.WriteAllBytes(input, new byte[StreamBytes]);
            GuestTimes.Print(
                "host call", "ns or MB/s", rounds: 5, Tools.Guest("host-calls")!, [[]],
                line => line.Split(' ') is [var name, var figure, var unit] ? ($"{name}, {unit}", figure) : null,
                options: ["--dir", data + "::."], stdinFile: input);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
