using System.Diagnostics;

namespace Compose.Conformance;

/// <summary>
/// Runs one program of a host: nothing inherited but what is given, output kept up to a limit, an end in bounded time,
/// and no process left behind.
/// </summary>
internal sealed class ProcessRun : IAsyncDisposable
{
    /// <summary>Bytes of each stream that are kept; who writes more is ended.</summary>
    public const int OutputLimit = 8 << 20;

    private readonly Process _process;
    private readonly ProcessMark _mark;
    private readonly IReadOnlyList<string> _command;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly BoundedOutput _stdout;
    private readonly BoundedOutput _stderr;

    private ProcessRun(Process process, ProcessMark mark, IReadOnlyList<string> command, bool readStdout)
    {
        _process = process;
        _mark = mark;
        _command = command;
        _stdout = readStdout ? new BoundedOutput(process.StandardOutput.BaseStream, OutputLimit, Kill) : BoundedOutput.Empty;
        _stderr = new BoundedOutput(process.StandardError.BaseStream, OutputLimit, Kill);
    }

    public Stream Stdin => _process.StandardInput.BaseStream;

    /// <summary>Standard output, where the caller reads it itself.</summary>
    public Stream StdoutStream => _process.StandardOutput.BaseStream;

    public bool HasExited => _process.HasExited;

    public int ProcessId => _process.Id;

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static ProcessRun Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string folder, bool readStdout = true)
    {
        var mark = ProcessMark.New();
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        foreach (string word in command.Skip(1))
        {
            start.ArgumentList.Add(word);
        }

        start.Environment.Clear();
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        mark.Put(start.Environment);
        return new ProcessRun(Process.Start(start)!, mark, command, readStdout);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<ProcessResult> ToEndAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string folder, ReadOnlyMemory<byte> stdin, TimeSpan limit)
    {
        ProcessRun run;
        try
        {
            run = Start(command, environment, folder);
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            return new ProcessResult { Command = command, ExitCode = -1, Stdout = [], Stderr = [], Duration = default, NotStarted = failure.Message };
        }

        await using (run)
        {
            Task writing = run.FeedAsync(stdin);
            ProcessResult result = await run.EndAsync(limit);
            await writing;
            return result;
        }
    }

    /// <summary>Waits for the end, forces it when the time is over, and gives what came of it.</summary>
    public async Task<ProcessResult> EndAsync(TimeSpan limit)
    {
        bool timedOut = false;
        using var cancel = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(cancel.Token);
        }
        catch (OperationCanceledException)
        {
            timedOut = true;
            Kill();
            await _process.WaitForExitAsync();
        }

        // A process that lives on may hold the pipes open: it goes first.
        int left = _mark.KillAll();
        byte[] stdout = await _stdout.ReadAsync();
        byte[] stderr = await _stderr.ReadAsync();
        return new ProcessResult
        {
            Command = _command,
            ExitCode = _process.ExitCode,
            Stdout = stdout,
            Stderr = stderr,
            Duration = _watch.Elapsed,
            TimedOut = timedOut && !_stdout.Flooded && !_stderr.Flooded,
            Flooded = _stdout.Flooded || _stderr.Flooded,
            LeftBehind = timedOut ? 0 : left,
        };
    }

    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
            await _process.WaitForExitAsync();
        }

        _mark.KillAll();
        _process.Dispose();
    }

    private async Task FeedAsync(ReadOnlyMemory<byte> stdin)
    {
        try
        {
            await Stdin.WriteAsync(stdin);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Who does not read its input is free not to.
        }
    }
}
