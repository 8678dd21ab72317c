using System.Text;
using System.Text.Json;

namespace Compose.Secrets.Vault;

/// <summary>
/// The token of a <see cref="VaultClient"/>: given, or had by a login of AppRole or of a Kubernetes service account. It is
/// renewed when two thirds of its time are over, and had anew where that is refused or brings little; a token that was had
/// here is revoked at the end. Thread-safe.
/// </summary>
internal sealed class VaultToken : IDisposable
{
    private const int MaxJwt = 64 << 10;

    private readonly VaultClient _client;
    private readonly VaultOptions _options;
    private readonly Lock _lock = new();
    private string? _token;
    private bool _isOurs;
    private bool _isLookedUp;
    private bool _isRenewable;
    private long _seconds;
    private DateTimeOffset _renewAt = DateTimeOffset.MaxValue;
    private DateTimeOffset _ends = DateTimeOffset.MaxValue;

    public VaultToken(VaultClient client, VaultOptions options)
    {
        _client = client;
        _options = options;
        _token = options.Token;
    }

    /// <summary>Counts logins: leases end with the token under which they were had.</summary>
    public int Generation { get; private set; }

    /// <summary>When <see cref="Current"/> should be asked next to keep the token alive.</summary>
    public DateTimeOffset RenewAt
    {
        get
        {
            lock (_lock)
            {
                return _renewAt;
            }
        }
    }

    /// <summary>The token to ask with, renewed or had anew where it is time.</summary>
    /// <exception cref="ComposeException"><c>Secret.AccessDenied</c>, <c>Secret.BackendError</c>.</exception>
    public string Current()
    {
        lock (_lock)
        {
            DateTimeOffset now = _options.Time.GetUtcNow();
            if (_token is not null && (now < _renewAt || TryRenew(now) || !_options.CanLogIn))
            {
                return _token;
            }

            return LogIn();
        }
    }

    /// <summary>Drops a token that was refused; false if there is no other to be had.</summary>
    public bool Forget(string refused)
    {
        lock (_lock)
        {
            if (!_options.CanLogIn)
            {
                return false;
            }

            if (_token == refused)
            {
                _token = null;
            }

            return true;
        }
    }

    /// <summary>Learns how long a given token lasts, so that leases under it can be kept; what a login gave is known.</summary>
    public void LookUp()
    {
        lock (_lock)
        {
            if (_isOurs || _isLookedUp || _token is null)
            {
                return;
            }

            _isLookedUp = true;
            try
            {
                using VaultAnswer answer = _client.Once(HttpMethod.Get, "auth/token/lookup-self", null, _token);
                if (answer.IsOk && answer.Object("data") is { ValueKind: JsonValueKind.Object } data)
                {
                    Lasts(data.Seconds("ttl"), data.IsTrue("renewable"));
                }
            }
            catch (ComposeException)
            {
                // A token that may not look at itself is used for as long as it lasts.
            }
        }
    }

    /// <summary>Revokes a token that was had by a login; one that was given is its giver's.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_token is not null && _isOurs)
            {
                try
                {
                    _client.Once(HttpMethod.Post, "auth/token/revoke-self", null, _token).Dispose();
                }
                catch (ComposeException)
                {
                    // It ends by itself.
                }
            }

            _token = null;
        }
    }

    private void Lasts(long seconds, bool isRenewable)
    {
        DateTimeOffset now = _options.Time.GetUtcNow();
        _seconds = seconds;
        _isRenewable = isRenewable;
        _ends = seconds == 0 ? DateTimeOffset.MaxValue : now.AddSeconds(seconds);
        _renewAt = seconds == 0 ? DateTimeOffset.MaxValue : now.AddSeconds(seconds * 2 / 3.0);
    }

    /// <summary>True if the token goes on for at least a third of its first time: near the end of what it may have at most, a login is better.</summary>
    private bool TryRenew(DateTimeOffset now)
    {
        if (_isRenewable && now < _ends)
        {
            try
            {
                using VaultAnswer answer = _client.Once(HttpMethod.Post, "auth/token/renew-self", null, _token);
                if (answer.IsOk && answer.Object("auth") is { ValueKind: JsonValueKind.Object } auth && auth.Seconds("lease_duration") is var seconds && (seconds > _seconds / 3 || seconds == 0))
                {
                    long first = _seconds;
                    Lasts(seconds, auth.IsTrue("renewable"));
                    _seconds = Math.Max(first, seconds);
                    return true;
                }
            }
            catch (ComposeException)
            {
                // Vault may answer again before the token ends.
            }
        }

        // What is left of it is used up; asking at every request would be in vain.
        bool lasts = !_options.CanLogIn && now < _ends;
        _renewAt = lasts ? now.AddSeconds(Math.Max(1, (_ends - now).TotalSeconds / 2)) : _renewAt;
        return lasts;
    }

    private string LogIn()
    {
        (string path, VaultBody body, string hint) = _options switch
        {
            { KubernetesRole: { } role } => ($"auth/{Path(_options.KubernetesMount)}/login", Kubernetes(role), "check VAULT_KUBERNETES_ROLE, and the service accounts and namespaces that the role is bound to"),
            { RoleId: { } role } => ($"auth/{Path(_options.AppRoleMount)}/login", new VaultBody().Text("role_id", role).Text("secret_id", _options.SecretId), "check VAULT_ROLE_ID and VAULT_SECRET_ID"),
            _ => throw new ComposeException(ErrorCodes.Secret.AccessDenied, "there is no way to log in to Vault", hint: "set VAULT_TOKEN, VAULT_KUBERNETES_ROLE, or VAULT_ROLE_ID and VAULT_SECRET_ID"),
        };
        using (body)
        {
            using VaultAnswer answer = Ask(path, body);
            if (!answer.IsOk)
            {
                ComposeError error = VaultClient.Failed(answer, path).Error;
                throw new ComposeException(error with { Code = (int)answer.Status is 400 or 403 ? ErrorCodes.Secret.AccessDenied : error.Code, Hint = (int)answer.Status is 400 or 403 or 500 ? hint : error.Hint });
            }

            JsonElement auth = answer.Object("auth");
            if (auth.ValueKind == default && answer.Object("wrap_info").ValueKind != default)
            {
                throw new ComposeException(ErrorCodes.Secret.BackendError, "Vault wraps the token of the login", hint: "use a role whose token is not wrapped");
            }

            _token = auth.Text("client_token") is { Length: > 0 } token ? token
                : throw new ComposeException(ErrorCodes.Secret.BackendError, "Vault's answer to the login is not one", hint: auth.ValueKind != default && auth.TryGetProperty("mfa_requirement", out JsonElement factors) && factors.ValueKind == JsonValueKind.Object ? "a login with more than one factor needs a person" : null);
            _isOurs = true;
            Generation++;
            Lasts(auth.Seconds("lease_duration"), auth.IsTrue("renewable"));
            return _token;
        }
    }

    private VaultAnswer Ask(string path, VaultBody body)
    {
        for (int attempt = 0; ; attempt++)
        {
            VaultAnswer answer = _client.Once(HttpMethod.Post, path, body, null);
            if ((int)answer.Status is 412 or 429 or >= 502 && attempt < _options.Retries)
            {
                answer.Dispose();
                Thread.Sleep(50 << attempt);
                continue;
            }

            return answer;
        }
    }

    /// <summary>The login of a service account, by the JWT that is in its file now.</summary>
    private VaultBody Kubernetes(string role)
    {
        using var jwt = new PinnedBuffer(4 << 10);
        try
        {
            using var file = new FileStream(_options.KubernetesTokenFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            for (int read; jwt.Length <= MaxJwt && (read = file.Read(jwt.GetSpan(4 << 10))) > 0;)
            {
                jwt.Advance(read);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComposeException(ErrorCodes.Secret.AccessDenied, $"the token of the service account cannot be read: {e.Message}", hint: "run in a pod with a service account, or set VAULT_KUBERNETES_TOKEN_FILE");
        }

        ReadOnlySpan<byte> text = jwt.Written.Trim(" \t\r\n"u8);
        if (text.IsEmpty || text.Length > MaxJwt || text.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            throw new ComposeException(ErrorCodes.Secret.WrongKind, $"{_options.KubernetesTokenFile} holds no token of a service account");
        }

        return new VaultBody().Text("role", role).Text("jwt", text);
    }

    /// <summary>A mount of several parts, each as it stands in a path.</summary>
    private static string Path(string mount) => string.Join('/', mount.Trim('/').Split('/').Select(Uri.EscapeDataString));
}
