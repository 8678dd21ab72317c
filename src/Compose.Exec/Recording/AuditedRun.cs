namespace Compose.Exec;

/// <summary>The recording of the one run of an instance that was made for it.</summary>
internal sealed class AuditedRun : IDisposable
{
    /// <summary>Handles of the host that the function is called with: a request and its outparam.</summary>
    private const int Arguments = 2;

    private readonly IRecordingSink? _sink;
    private readonly Stream _stream;
    private bool _isWhole;

    private AuditedRun(Deployment deployment, IRecordingSink? sink)
    {
        _sink = sink;
        long run = 0;
        _stream = sink?.Begin(out run) ?? Stream.Null;
        Run = sink is null ? null : run;
        Recorder = new AnswerRecorder(_stream, deployment.Subject.HasSecrets, Arguments);
        Watch = deployment.NewWatch();
        deployment.BeginRecording(Recorder, Arguments);
    }

    /// <summary>The number of its recording; null where none is kept.</summary>
    public long? Run { get; }

    /// <summary>Sees every call of the host from the instantiation on.</summary>
    public AnswerRecorder Recorder { get; }

    /// <summary>Takes digests of the standard streams, and is told of the run.</summary>
    public RunWatch Watch { get; }

    /// <summary>Begins a recording in audit mode, if anybody keeps it or takes the receipt; else null.</summary>
    public static AuditedRun? Begin(Deployment deployment, ExecOptions options) =>
        deployment.Determinism == DeterminismMode.Audit && (options.Recordings is not null || options.Observer.WantsRecords)
            ? new AuditedRun(deployment, options.Recordings)
            : null;

    /// <summary>Numbers the arguments of the call that is about to be made.</summary>
    public void Name(ReadOnlySpan<object> arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            Recorder.Name(arguments[i], i + 1);
        }
    }

    /// <summary>Writes the last line and hands the recording over.</summary>
    public void End(ExecResult result)
    {
        Recorder.End(result.Error?.Code.Name ?? $"exit:{result.ExitCode}", Watch.StdoutDigest, Watch.StderrDigest, null);
        Watch.Recorded(Recorder.Count, Recorder.Digest);
        _isWhole = true;
        _sink?.End(Run!.Value, _stream, Recorder.Digest);
    }

    /// <summary>A recording that did not come to its end is let go.</summary>
    public void Dispose()
    {
        Recorder.Dispose();
        if (!_isWhole)
        {
            Watch.Dispose();
            _sink?.Abandon(Run!.Value, _stream);
        }
    }
}
