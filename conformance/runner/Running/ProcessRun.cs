using System.Diagnostics;
using System.Text;

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
    private readonly FolderWatch? _folder;
    private readonly Timer? _interruption;
    private volatile bool _interrupted;

    private ProcessRun(Process process, ProcessMark mark, IReadOnlyList<string> command, bool readStdout, string? watched, Interruption? kill)
    {
        _process = process;
        _mark = mark;
        _command = command;
        _stdout = readStdout
            ? new BoundedOutput(process.StandardOutput.BaseStream, OutputLimit, Kill, Encoding.UTF8.GetBytes(kill?.Stdout ?? string.Empty), () => Interrupt(this))
            : BoundedOutput.Empty;
        _stderr = new BoundedOutput(process.StandardError.BaseStream, OutputLimit, Kill);
        _folder = watched is null ? null : new FolderWatch(watched, Kill);
        _interruption = kill is { After.Ticks: > 0 } ? new Timer(Interrupt, this, kill.After, Timeout.InfiniteTimeSpan) : null;
    }

    public Stream Stdin => _process.StandardInput.BaseStream;

    /// <summary>Standard output, where the caller reads it itself.</summary>
    public Stream StdoutStream => _process.StandardOutput.BaseStream;

    public bool HasExited => _process.HasExited;

    public int ProcessId => _process.Id;

    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">All of its variables.</param>
    /// <param name="folder">Where it runs; who is still there afterwards was left behind.</param>
    /// <param name="readStdout">False if the caller reads standard output itself.</param>
    /// <param name="watched">A folder that it may not fill.</param>
    /// <param name="kill">When it is to be ended in the middle, or null.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static ProcessRun Start(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string folder, bool readStdout = true, string? watched = null, Interruption? kill = null)
    {
        var mark = ProcessMark.New(watched ?? folder);
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
        return new ProcessRun(Process.Start(start)!, mark, command, readStdout, watched, kill);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<ProcessResult> ToEndAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string folder, ReadOnlyMemory<byte> stdin, TimeSpan limit, string? watched = null,
        Interruption? kill = null)
    {
        ProcessRun run;
        try
        {
            run = Start(command, environment, folder, watched: watched, kill: kill);
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            return new ProcessResult { Command = command, ExitCode = -1, Stdout = [], Stderr = [], Duration = default, NotStarted = failure.Message };
        }

        await using (run)
        {
            Task writing = run.FeedAsync(stdin);
            ProcessResult result = await run.EndAsync(limit);

            // Nobody reads any more; who holds the pipe open all the same is not waited for.
            await Task.WhenAny(writing, Task.Delay(TimeSpan.FromSeconds(1)));
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
            TimedOut = timedOut && !_stdout.Flooded && !_stderr.Flooded && _folder is not { IsFull: true },
            Flooded = _stdout.Flooded || _stderr.Flooded,
            Filled = _folder is { IsFull: true },
            Killed = _interrupted,
            LeftBehind = timedOut || _interrupted ? 0 : left,
        };
    }

    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception failure) when (failure is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself, or a child of it has: the mark finds what is left.
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
        _folder?.Dispose();
        if (_interruption is not null)
        {
            await _interruption.DisposeAsync();
        }

        _process.Dispose();
    }

    // It counts as interrupted only if it had not come to its end by itself.
    private static void Interrupt(object? state)
    {
        var run = (ProcessRun)state!;
        if (!run._process.HasExited)
        {
            run._interrupted = true;
            run.Kill();
        }
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
