namespace Compose.CommandLine.Tests;

/// <summary>
/// Replays every file of <c>transcripts/GROUP/NAME.txt</c> with the published program, in a fresh copy of
/// <c>transcripts/GROUP/files</c>. <c>COMPOSE_BLESS=1</c> writes what came out back to the transcript.
/// </summary>
public sealed class TranscriptTests
{
    private static readonly string s_folder = Path.Combine(Checkout.Root, "tests", "Compose.CommandLine.Tests", "transcripts");

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(s_folder, "*.txt", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/files/", StringComparison.Ordinal))
        .Select(file => Path.GetRelativePath(s_folder, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Transcript_Replayed_IsTheSame(string name)
    {
        Assert.True(File.Exists(Checkout.Program), "composectl is not published: run ./test, or tools/publish-composectl first");
        string file = Path.Combine(s_folder, name);
        string scratch = Directory.CreateTempSubdirectory("compose-").FullName;
        try
        {
            string files = Path.Combine(Path.GetDirectoryName(file)!, "files");
            if (Directory.Exists(files))
            {
                Copy(files, scratch);
            }

            string recorded = File.ReadAllText(file);
            string now = Transcript.Replay(recorded, scratch);
            if (Environment.GetEnvironmentVariable("COMPOSE_BLESS") == "1")
            {
                File.WriteAllText(file, now);
            }
            else
            {
                Assert.Equal(recorded, now);
            }
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (string folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        }

        foreach (string source in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(source, Path.Combine(to, Path.GetRelativePath(from, source)));
        }
    }
}
