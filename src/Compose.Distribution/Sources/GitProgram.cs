using System.ComponentModel;
using System.Diagnostics;
using Compose.Distribution.Transport;

namespace Compose.Distribution.Sources;

/// <summary>
/// Runs <c>git</c> in an empty bare repository of its own: no hooks, no questions, no settings of the repository that is
/// asked, no protocol but the one of the address, nothing of the surroundings that belongs to another repository.
/// </summary>
internal sealed class GitProgram : IDisposable
{
    private const int MaxListing = 4 << 20;

    // Of the variables of git: how to reach servers. Everything else could lead to another repository or program.
    private static readonly HashSet<string> s_kept = new(StringComparer.Ordinal) { "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY", "GIT_EXEC_PATH" };

    private readonly TransferPolicy _policy;
    private readonly string _program;
    private readonly string _folder;
    private readonly string[] _settings;

    /// <param name="policy">Times and sizes.</param>
    /// <param name="scheme">The protocol that is allowed.</param>
    public GitProgram(TransferPolicy policy, string scheme)
    {
        _policy = policy;
        _program = PathProgram.Find("git") ?? throw new ComposeException(ErrorCodes.Source.GitFailed, "git is not on the path", hint: "install git");
        _folder = Directory.CreateTempSubdirectory("compose-git-").FullName;
        _settings =
        [
            "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never", "-c", $"protocol.{scheme}.allow=always", "-c", "http.followRedirects=false",
            "-c", "transfer.fsckObjects=true", "-c", "gc.auto=0", "-c", "core.fsmonitor=false", "-c", "submodule.recurse=false", "-c", "fetch.bundleURI=",
        ];
    }

    /// <summary>True without the settings of the user and the system; they are needed for their ways to log in.</summary>
    public bool IsApart { get; set; } = true;

    /// <summary>Runs git, which must succeed; its output.</summary>
    /// <exception cref="ComposeException"><c>Source.GitFailed</c>, <c>Source.LimitExceeded</c>.</exception>
    public byte[] Run(params string[] arguments) => Run(default(ReadOnlyMemory<byte>), arguments);

    /// <summary>As <see cref="Run(string[])"/>, with input.</summary>
    public byte[] Run(ReadOnlyMemory<byte> input, params string[] arguments)
    {
        GitRun run = Try(input, arguments);
        return run.IsDone ? run.Output : throw Failed(arguments[0], run);
    }

    /// <summary>Runs git; what came of it.</summary>
    public GitRun Try(params string[] arguments) => Try(default(ReadOnlyMemory<byte>), arguments);

    /// <summary>Empties the repository.</summary>
    public void Clear()
    {
        // Git writes its objects read-only.
        foreach (string each in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(each, FileAttributes.Normal);
        }

        foreach (string each in Directory.EnumerateDirectories(_folder))
        {
            Directory.Delete(each, recursive: true);
        }

        foreach (string each in Directory.EnumerateFiles(_folder))
        {
            File.Delete(each);
        }
    }

    public void Dispose()
    {
        Clear();
        Directory.Delete(_folder);
    }

    public ComposeException Failed(string verb, GitRun run) =>
        new(ErrorCodes.Source.GitFailed, $"git {verb}: {CleanText.Of(run.Why.Replace(_folder, ".", StringComparison.Ordinal))}", hint: "check the repository, the tag and the path");

    public static ComposeException TooLarge(string what, long max) => new(ErrorCodes.Source.LimitExceeded, $"{what} is larger than {max} bytes");

    private GitRun Try(ReadOnlyMemory<byte> input, string[] arguments)
    {
        var start = new ProcessStartInfo(_program, [.. _settings, .. arguments])
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string name in start.Environment.Keys.Where(IsDropped).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_ASKPASS"] = "true";
        start.Environment["SSH_ASKPASS"] = "true";
        start.Environment["GIT_DIR"] = _folder;
        start.Environment["GIT_LFS_SKIP_SMUDGE"] = "1";
        start.Environment["LC_ALL"] = "C";
        start.Environment.TryAdd("GIT_SSH_COMMAND", "ssh -oBatchMode=yes");
        if (IsApart)
        {
            start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
            start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        }

        try
        {
            using Process process = Process.Start(start)!;
            Task<byte[]> output = ReadAsync(process.StandardOutput.BaseStream, _policy.MaxBytes + MaxListing), error = ReadAsync(process.StandardError.BaseStream, MaxListing);
            try
            {
                process.StandardInput.BaseStream.Write(input.Span);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended before it read everything; its exit code says why.
            }

            Watch(process, arguments[0]);
            return new GitRun(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        }
        catch (Win32Exception e)
        {
            throw new ComposeException(ErrorCodes.Source.GitFailed, $"git cannot be run: {e.Message}", hint: "install git");
        }
    }

    private bool IsDropped(string name) =>
        name.StartsWith("GIT_", StringComparison.Ordinal) && !s_kept.Contains(name) && (IsApart || !name.StartsWith("GIT_CONFIG", StringComparison.Ordinal));

    /// <summary>Waits; what takes too long or grows too large is ended.</summary>
    private void Watch(Process process, string verb)
    {
        DateTime until = DateTime.UtcNow + _policy.BodyTimeout;
        while (!process.WaitForExit(200))
        {
            bool isLarge = new DirectoryInfo(_folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(SizeOf) > 4 * _policy.MaxBytes;
            if (isLarge || DateTime.UtcNow > until)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
                throw isLarge ? TooLarge("the repository", 4 * _policy.MaxBytes) : new ComposeException(ErrorCodes.Source.GitFailed, $"git {verb} does not end within {_policy.BodyTimeout.TotalMinutes:0} minutes");
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

    /// <summary>Reads to the end, and keeps so much.</summary>
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
}
