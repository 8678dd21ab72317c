using System.Globalization;
using Compose.Distribution.Transport;

namespace Compose.CommandLine;

/// <summary>Tells people on standard error how far transfers are: a line for each body, and on a terminal how much of a large one.</summary>
internal sealed class TransferTalk(Invocation invocation)
{
    private const long Large = 8 << 20;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private long _last;
    private bool _isOpen;

    public void Tell(TransferProgress progress)
    {
        if (invocation.Format != Format.Text)
        {
            return;
        }

        lock (_lock)
        {
            switch (progress.Step)
            {
                case TransferStep.Fetching or TransferStep.Sending:
                    if (Terminal.ErrorIsTerminal && (progress.Total ?? progress.Done) >= Large && TimeProvider.System.GetElapsedTime(_last) > s_pause)
                    {
                        _last = TimeProvider.System.GetTimestamp();
                        _isOpen = true;
                        string share = progress.Total is { } total ? string.Create(CultureInfo.InvariantCulture, $"{progress.Done * 100 / total}% of {Size(total)}") : Size(progress.Done);
                        invocation.Error.Write($"\r{progress.Step.ToString().ToLowerInvariant()} {progress.What}: {share}\u001b[K");
                    }

                    return;
                case TransferStep.Retrying:
                    Line($"trying again ({progress.Done} of {progress.Total}): {progress.What}");
                    return;
                case TransferStep.Mounted:
                    Line($"mounted {progress.What}");
                    return;
                default:
                    Line($"{(progress.Step == TransferStep.Present ? "already there" : progress.Step.ToString().ToLowerInvariant())}: {progress.What}, {Size(progress.Done)}");
                    return;
            }
        }
    }

    /// <summary>A size for people.</summary>
    public static string Size(long bytes) =>
        bytes < 1 << 10 ? string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes")
        : bytes < 1 << 20 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB");

    private void Line(string text)
    {
        if (_isOpen)
        {
            invocation.Error.Write("\r\u001b[K");
            _isOpen = false;
        }

        invocation.Say(text);
    }
}
