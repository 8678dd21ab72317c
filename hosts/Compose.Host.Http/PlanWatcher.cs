using Compose.Exec;

namespace Compose.Host.Http;

/// <summary>
/// Looks every so often whether the files that a host serves from have changed, and then serves what they have become. A
/// plan that is broken, or half written, changes nothing; it is told once, and looked at again when it changes again.
/// </summary>
public sealed class PlanWatcher : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ComponentHost _host;
    private readonly Func<ExecSubject> _load;
    private readonly Timer _timer;
    private (string Path, long Length, DateTime Written)[] _seen;
    private bool _isLooking;

    /// <param name="host">What serves.</param>
    /// <param name="load">Loads the same target again.</param>
    /// <param name="period">The time between two looks; infinite to look only when told.</param>
    public PlanWatcher(ComponentHost host, Func<ExecSubject> load, TimeSpan period)
    {
        _host = host;
        _load = load;
        _seen = Look(host.Subject.Files);
        _timer = new Timer(static state => ((PlanWatcher)state!).Check(isForced: false), this, period, period);
    }

    /// <summary>Loads again if a file has changed, or in any case; what comes of it is told as an event.</summary>
    public void Check(bool isForced)
    {
        lock (_gate)
        {
            if (_isLooking)
            {
                return;
            }

            _isLooking = true;
        }

        try
        {
            (string, long, DateTime)[] now = Look(_host.Subject.Files.Count > _seen.Length ? _host.Subject.Files : [.. _seen.Select(file => file.Path)]);
            if (!isForced && now.AsSpan().SequenceEqual(_seen))
            {
                return;
            }

            _seen = now;
            ExecSubject subject = _load();
            if (isForced || subject.Digest != _host.Subject.Digest || subject.PlanDigest != _host.Subject.PlanDigest)
            {
                _host.Replace(subject);
            }

            _seen = Look(subject.Files);
        }
        catch (ComposeException failure)
        {
            _host.Options.Events?.Invoke(new ServeEvent("reload-failed", failure.Error));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _host.Options.Events?.Invoke(new ServeEvent("reload-failed", new ComposeError(ErrorCodes.Generic.InvalidInput, failure.Message)));
        }
        finally
        {
            lock (_gate)
            {
                _isLooking = false;
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private static (string Path, long Length, DateTime Written)[] Look(IReadOnlyList<string> files)
    {
        var seen = new (string, long, DateTime)[files.Count];
        for (int i = 0; i < seen.Length; i++)
        {
            var file = new FileInfo(files[i]);
            seen[i] = file.Exists ? (files[i], file.Length, file.LastWriteTimeUtc) : (files[i], -1, default);
        }

        return seen;
    }
}
