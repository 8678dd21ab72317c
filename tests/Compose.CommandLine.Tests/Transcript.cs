using System.Diagnostics;
using System.Text;

namespace Compose.CommandLine.Tests;

/// <summary>
/// A recorded session with the program: a line <c>$ command</c>, then its standard output as it is, its standard error
/// with <c>! </c> before each line, and <c>=> N</c> where the exit code is not 0. Lines that begin with <c># </c>
/// before the first command are remarks. Replaying gives the same text or the test fails.
/// </summary>
internal static class Transcript
{
    /// <summary>Runs every command of <paramref name="recorded"/> in <paramref name="folder"/>; the text as it comes out now.</summary>
    public static string Replay(string recorded, string folder)
    {
        var text = new StringBuilder();
        bool begun = false;
        foreach (string line in recorded.Split('\n'))
        {
            if (line.StartsWith("$ ", StringComparison.Ordinal))
            {
                begun = true;
                text.Append(line).Append('\n');
                Run(text, line[2..], folder);
            }
            else if (!begun)
            {
                text.Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static void Run(StringBuilder text, string command, string folder)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        start.Environment.Clear();
        start.Environment["PATH"] = Path.GetDirectoryName(Checkout.Program) + ":/usr/bin:/bin";
        start.Environment["HOME"] = Path.Combine(folder, "home");
        start.Environment["ROOT"] = Checkout.Root;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            process.Kill(entireProcessTree: true);
            text.Append("=> no end within 60 s\n");
            return;
        }

        Lines(text, string.Empty, output.Result, folder);
        Lines(text, "! ", error.Result, folder);
        if (process.ExitCode != 0)
        {
            text.Append("=> ").Append(process.ExitCode).Append('\n');
        }
    }

    private static void Lines(StringBuilder text, string prefix, string output, string folder)
    {
        if (output.Length == 0)
        {
            return;
        }

        // Only the places of this run are made neutral; everything else must be the same to the byte.
        string neutral = output.Replace(folder, "{here}", StringComparison.Ordinal).Replace(Checkout.Root, "{root}", StringComparison.Ordinal);
        foreach (string line in neutral.TrimEnd('\n').Split('\n'))
        {
            text.Append(prefix).Append(line).Append('\n');
        }

        if (!output.EndsWith('\n'))
        {
            text.Append(prefix).Append("(no newline at the end)\n");
        }
    }
}
