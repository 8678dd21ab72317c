using System.Globalization;
using System.Text.Json;

namespace Compose.Secrets.Vault;

/// <summary>
/// Credentials that Vault made for us and takes back: one answer of an engine, whose fields belong together. It is asked
/// for when it is first read, renewed when two thirds of its time are over, forgotten when it ends and revoked when the
/// host is done with it. Thread-safe.
/// </summary>
internal sealed class VaultLease : IDisposable
{
    private readonly VaultClient _client;
    private readonly VaultOptions _options;
    private readonly string _path;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private VaultAnswer? _answer;
    private string? _id;
    private long _seconds;
    private int _generation;
    private bool _isRenewable;
    private bool _isOver;
    private bool _hasToldProblem;
    private DateTimeOffset _renewAt;
    private DateTimeOffset _ends;

    public VaultLease(VaultClient client, VaultOptions options, string path)
    {
        _client = client;
        _options = options;
        _path = path;
        _timer = options.Time.CreateTimer(static state => ((VaultLease)state!).OnTime(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Reads from the credentials, which are asked for first where there are none that hold.</summary>
    /// <exception cref="ComposeException"><c>Secret.*</c>.</exception>
    public SecretValue Read(SecretUri uri, Func<SecretUri, JsonElement, SecretValue> field)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                throw new ComposeException(ErrorCodes.Secret.BackendError, $"the host has given up {uri}");
            }

            if (_answer is { } held && _options.Time.GetUtcNow() < _ends && _generation == _client.Token.Generation)
            {
                return field(uri, held.Object("data"));
            }

            Forget();
            return Begin(uri, field);
        }
    }

    /// <summary>Revokes the credentials; what prevents it is told, and they end by themselves.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _timer.Dispose();
            string? id = _id;
            bool isAlive = id is not null && _options.Time.GetUtcNow() < _ends && _generation == _client.Token.Generation;
            Forget();
            if (!isAlive)
            {
                return;
            }

            try
            {
                using VaultBody body = new VaultBody().Text("lease_id", id);
                _client.Send(HttpMethod.Post, "sys/leases/revoke", body, retries: 0).Dispose();
            }
            catch (ComposeException failure)
            {
                Tell(failure, "could not be revoked");
            }
        }
    }

    private SecretValue Begin(SecretUri uri, Func<SecretUri, JsonElement, SecretValue> field)
    {
        VaultAnswer answer = _client.Send(HttpMethod.Get, _path);
        bool isKept = false;
        try
        {
            JsonElement data = answer.Object("data");
            if (!answer.IsOk || data.ValueKind == default)
            {
                throw new ComposeException(ErrorCodes.Secret.NotFound, $"Vault has nothing at {uri}", hint: "vault read MOUNT/PATH shows what an engine answers");
            }

            // What has no lease is read each time, as any other secret.
            _id = answer.Root.Text("lease_id") is { Length: > 0 } id ? id : null;
            _seconds = answer.Root.Seconds("lease_duration");
            if (_id is null || _seconds == 0)
            {
                _id = null;
                return field(uri, data);
            }

            _isRenewable = answer.Root.IsTrue("renewable");
            _hasToldProblem = false;
            _generation = _client.Token.Generation;
            _answer = answer;
            isKept = true;

            // Leases end with the token under which they were had.
            _client.Token.LookUp();
            Lasts(_seconds);
            return field(uri, data);
        }
        finally
        {
            if (!isKept)
            {
                answer.Dispose();
            }
        }
    }

    private void Lasts(long seconds)
    {
        DateTimeOffset now = _options.Time.GetUtcNow();
        _ends = now.AddSeconds(seconds);
        _renewAt = _isRenewable ? now.AddSeconds(seconds * 2 / 3.0) : _ends;
        Schedule(now);
    }

    /// <summary>Wakes for whatever comes first: the lease, its end, or the token that it hangs on.</summary>
    private void Schedule(DateTimeOffset now)
    {
        DateTimeOffset next = _renewAt < _ends ? _renewAt : _ends;
        next = _client.Token.RenewAt is var token && token < next ? token : next;
        TimeSpan due = next - now;
        TimeSpan least = TimeSpan.FromMilliseconds(50), most = TimeSpan.FromDays(20);
        _timer.Change(due < least ? least : due > most ? most : due, Timeout.InfiniteTimeSpan);
    }

    private void OnTime()
    {
        lock (_lock)
        {
            if (_isOver || _id is null)
            {
                return;
            }

            DateTimeOffset now = _options.Time.GetUtcNow();
            if (now >= _ends)
            {
                Forget();
                return;
            }

            try
            {
                if (now >= _renewAt)
                {
                    Renew();
                    return;
                }

                _client.Token.Current();
            }
            catch (ComposeException failure)
            {
                Tell(failure, "could not be renewed");
                _renewAt = now.AddSeconds(Math.Max(1, (_ends - now).TotalSeconds / 3));
            }

            Schedule(now);
        }
    }

    private void Renew()
    {
        using VaultBody body = new VaultBody().Text("lease_id", _id).Number("increment", _seconds);
        using VaultAnswer answer = _client.Send(HttpMethod.Post, "sys/leases/renew", body, retries: 0);
        if (!answer.IsOk)
        {
            throw VaultClient.Failed(answer, "sys/leases/renew");
        }

        // Near the most that it may last, a renewal brings little: it is left to end, and the next read asks for another.
        long seconds = answer.Root.Seconds("lease_duration");
        _isRenewable = answer.Root.IsTrue("renewable") && seconds > _seconds / 3;
        Lasts(seconds);
    }

    private void Forget()
    {
        _answer?.Dispose();
        _answer = null;
        _id = null;
    }

    private void Tell(ComposeException failure, string what)
    {
        if (!_hasToldProblem || _isOver)
        {
            _hasToldProblem = true;
            _options.OnProblem?.Invoke(failure.Error with
            {
                Message = string.Create(CultureInfo.InvariantCulture, $"a lease of {_path} {what}, and ends by itself at {_ends:yyyy-MM-ddTHH:mm:ssZ}: {failure.Error.Message}"),
                IsWarning = true,
            });
        }
    }
}
