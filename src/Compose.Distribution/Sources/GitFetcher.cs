using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Compose.Distribution.Transport;
using Compose.Plans;

namespace Compose.Distribution.Sources;

/// <summary>
/// Takes one file out of a Git repository at a tag, by the program <c>git</c>: with the user's ways to log in, without
/// questions, hooks, submodules or a work tree. The tag's signature is not looked at: trust judges the bytes.
/// </summary>
internal sealed class GitFetcher(TransferPolicy policy)
{
    private const int MaxListing = 4 << 20;

    /// <summary>The file and the commit of the tag, in hexadecimal.</summary>
    /// <exception cref="ComposeException"><c>Source.GitFailed</c>, <c>Source.NotFound</c>, <c>Source.LimitExceeded</c>, …</exception>
    public (byte[] Bytes, string Commit) Fetch(SourceAddress source)
    {
        (string url, string tag, string? path) = source.GitParts();
        CheckUrl(url);
        string folder = Directory.CreateTempSubdirectory("compose-git-").FullName;
        try
        {
            Run(folder, "init", "--quiet", "--bare", ".");
            Run(folder, "fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", url, $"refs/tags/{tag}:refs/tags/{tag}");
            string commit = Text(folder, "rev-parse", "--verify", $"refs/tags/{tag}^{{commit}}");
            string file = path ?? OnlyComponent(folder, commit, url);
            string size = Text(folder, "cat-file", "-s", $"{commit}:{file}");
            if (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long length) || length > policy.MaxBytes)
            {
                throw TooLarge(url);
            }

            return (Run(folder, "cat-file", "blob", $"{commit}:{file}"), commit);
        }
        finally
        {
            // Git writes its objects read-only.
            foreach (string each in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                File.SetAttributes(each, FileAttributes.Normal);
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private void CheckUrl(string url)
    {
        var address = new Uri(url);
        if (address.Scheme is "http" or "https")
        {
            policy.Check(address);
        }
        else if (address.Scheme == "ssh" && policy.IsOffline)
        {
            throw new ComposeException(ErrorCodes.Source.Offline, $"{CleanText.Of(url)} would have to be asked, and this runs offline");
        }
    }

    /// <summary>The one component that the commit holds.</summary>
    private string OnlyComponent(string folder, string commit, string url)
    {
        string[] names = [.. Text(folder, "ls-tree", "-r", "-z", "--name-only", commit).Split('\0').Where(name => name.EndsWith(".wasm", StringComparison.Ordinal)).Take(20)];
        return names is [var only] ? only : throw new ComposeException(
            ErrorCodes.Source.NotFound,
            names.Length == 0 ? $"{CleanText.Of(url)} has no *.wasm at this tag" : $"{CleanText.Of(url)} has several components at this tag: {CleanText.Of(string.Join(", ", names))}",
            hint: "name one: git:URL#TAG:PATH");
    }

    private string Text(string folder, params string[] arguments) => System.Text.Encoding.UTF8.GetString(Run(folder, arguments)).TrimEnd('\n');

    private byte[] Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never", "-c", "http.followRedirects=initial", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_ASKPASS"] = "true";
        start.Environment["GIT_DIR"] = folder;
        start.Environment["LC_ALL"] = "C";
        start.Environment.TryAdd("GIT_SSH_COMMAND", "ssh -oBatchMode=yes");
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<byte[]> output = ReadAsync(process.StandardOutput.BaseStream, Math.Max(policy.MaxBytes, MaxListing));
            Task<byte[]> error = ReadAsync(process.StandardError.BaseStream, MaxListing);
            Watch(process, folder, arguments);
            byte[] said = output.GetAwaiter().GetResult();
            if (process.ExitCode != 0)
            {
                string why = System.Text.Encoding.UTF8.GetString(error.GetAwaiter().GetResult()).Split('\n').FirstOrDefault(line => line.StartsWith("fatal:", StringComparison.Ordinal)) ?? $"exit code {process.ExitCode}";
                throw new ComposeException(ErrorCodes.Source.GitFailed, $"git {arguments[0]}: {CleanText.Of(why.Replace(folder, ".", StringComparison.Ordinal))}", hint: "check the repository, the tag and the path");
            }

            return said;
        }
        catch (Win32Exception e)
        {
            throw new ComposeException(ErrorCodes.Source.GitFailed, $"git cannot be run: {e.Message}", hint: "install git");
        }
    }

    /// <summary>Waits; what takes too long or grows too large is ended.</summary>
    private void Watch(Process process, string folder, string[] arguments)
    {
        DateTime until = DateTime.UtcNow + policy.BodyTimeout;
        while (!process.WaitForExit(200))
        {
            bool isLarge = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(SizeOf) > 4 * policy.MaxBytes;
            if (isLarge || DateTime.UtcNow > until)
            {
                process.Kill(entireProcessTree: true);
                throw isLarge ? TooLarge("the repository") : new ComposeException(ErrorCodes.Source.GitFailed, $"git {arguments[0]} does not end within {policy.BodyTimeout.TotalMinutes:0} minutes");
            }
        }
    }

    private static long SizeOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            // Git renames its packs while they arrive.
            return 0;
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, long max)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int read; (read = await stream.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
        {
            if (memory.Length + read <= max)
            {
                memory.Write(buffer, 0, read);
            }
        }

        return memory.ToArray();
    }

    private ComposeException TooLarge(string what) => new(ErrorCodes.Source.LimitExceeded, $"{CleanText.Of(what)} is larger than {policy.MaxBytes} bytes");
}
