using System.Security.Cryptography;
using System.Text;
using Compose.Signing;

namespace Compose.Secrets;

/// <summary>
/// Gives out tokens and redeems them: the host's side of secrets. A token is bound to tenant, plan, instance, authority
/// epoch and expiry; values are read when they are used and zeroed right after. Thread-safe.
/// </summary>
public sealed class SecretBroker(SecretBackends backends, TimeProvider? time = null) : ISecretHost, IDisposable
{
    /// <summary>Tokens alive at once: of one instance, so that none can use up those of the others, and of all.</summary>
    private const int MaxTokensOfScope = 10_000, MaxTokens = 100_000;

    private const int NonceSize = 12, TagSize = 16, MaxName = 200;

    private static readonly TimeSpan s_sweepEvery = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly Dictionary<SecretScope, Holder> _holders = [];
    private readonly Dictionary<SecretToken, Entry> _tokens = [];
    private DateTimeOffset _sweptAt;

    /// <summary>How long a token lasts.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Tokens made in an earlier epoch have expired.</summary>
    public ulong Epoch { get; private set; }

    /// <summary>Told of each use, for the audit journal: operation, name of the secret, outcome. Never a value.</summary>
    public Action<SecretScope, string, string, string>? OnUse { get; init; }

    public void Bind(SecretScope scope, IReadOnlyList<SecretGrant> grants)
    {
        lock (_lock)
        {
            if (_holders.TryGetValue(scope, out Holder? holder) && ReferenceEquals(holder.Grants, grants))
            {
                return;
            }

            var bindings = grants.ToDictionary(grant => grant.Name, grant => new Binding(grant.Name, SecretUri.Parse(grant.Uri), grant.Uses, grant.Hosts), StringComparer.Ordinal);
            if (holder is null)
            {
                _holders.Add(scope, holder = new Holder(scope));
            }

            holder.Grants = grants;
            holder.Bindings = bindings;
        }
    }

    /// <summary>Advances the authority epoch: all tokens made so far have expired.</summary>
    public void Advance(ulong epoch)
    {
        lock (_lock)
        {
            Epoch = Math.Max(Epoch, epoch);
        }
    }

    public IReadOnlyList<string> Names(SecretScope scope)
    {
        lock (_lock)
        {
            return _holders.TryGetValue(scope, out Holder? holder) ? [.. holder.Bindings.Keys.Order(StringComparer.Ordinal)] : [];
        }
    }

    public SecretToken Resolve(SecretScope scope, string name) => Tell(scope, name, "resolve", () =>
    {
        lock (_lock)
        {
            if (!_holders.TryGetValue(scope, out Holder? holder) || !holder.Bindings.TryGetValue(name, out Binding? binding))
            {
                throw new ComposeException(ErrorCodes.Secret.NotFound, "the plan gives the instance no secret of this name", new ErrorLocation { Instance = scope.Instance }, "name it under the instance's secrets");
            }

            if (holder.Tokens >= MaxTokensOfScope || _tokens.Count >= MaxTokens)
            {
                Sweep();
                if (holder.Tokens >= MaxTokensOfScope || _tokens.Count >= MaxTokens)
                {
                    throw new ComposeException(ErrorCodes.Secret.BackendError, $"{holder.Tokens} tokens of the instance are alive", new ErrorLocation { Instance = scope.Instance }, "revoke tokens that are no longer used");
                }
            }

            var token = SecretToken.Create();
            _tokens.Add(token, new Entry(holder, binding, _time.GetUtcNow() + Lifetime));
            holder.Tokens++;
            return token;
        }
    });

    public SecretInfo Describe(SecretScope scope, SecretToken token)
    {
        (Binding binding, DateTimeOffset expires) = Redeem(scope, token);
        return new SecretInfo(binding.Name, binding.Uri.Scheme, binding.Uses, expires);
    }

    public void Revoke(SecretScope scope, SecretToken token)
    {
        lock (_lock)
        {
            Redeem(scope, token);
            Remove(token);
        }
    }

    public byte[] Sign(SecretScope scope, SecretToken token, ReadOnlySpan<byte> message)
    {
        byte[] input = message.ToArray();
        return Use(scope, token, SecretUse.Sign, (backend, uri) => backend.Sign(uri, input), value =>
        {
            using SigningKey key = SecretKeys.Signing(value);
            return key.Sign(input);
        });
    }

    public bool Verify(SecretScope scope, SecretToken token, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        byte[] input = message.ToArray(), given = signature.ToArray();
        return Use(scope, token, SecretUse.Verify, (backend, uri) => backend.Verify(uri, input, given), value =>
        {
            using SigningKey key = SecretKeys.Signing(value);
            return key.Key.Verify(input, given);
        });
    }

    public byte[] Hmac(SecretScope scope, SecretToken token, ReadOnlySpan<byte> message)
    {
        byte[] input = message.ToArray();
        return Use(scope, token, SecretUse.Hmac, (backend, uri) => backend.Hmac(uri, input), value => HMACSHA256.HashData(value.Bytes, input));
    }

    public byte[] Encrypt(SecretScope scope, SecretToken token, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associated)
    {
        byte[] input = plaintext.ToArray(), extra = associated.ToArray();
        return Use(scope, token, SecretUse.Encrypt, (backend, uri) => backend.Encrypt(uri, input, extra), value =>
        {
            var sealedBytes = new byte[NonceSize + input.Length + TagSize];
            RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceSize));
            using AesGcm cipher = CipherOf(value);
            cipher.Encrypt(sealedBytes.AsSpan(0, NonceSize), input, sealedBytes.AsSpan(NonceSize, input.Length), sealedBytes.AsSpan(NonceSize + input.Length), extra);
            return sealedBytes;
        });
    }

    public byte[] Decrypt(SecretScope scope, SecretToken token, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associated)
    {
        byte[] input = ciphertext.ToArray(), extra = associated.ToArray();
        return Use(scope, token, SecretUse.Decrypt, (backend, uri) => backend.Decrypt(uri, input, extra), value =>
        {
            if (input.Length < NonceSize + TagSize)
            {
                throw new ComposeException(ErrorCodes.Secret.WrongKind, "the ciphertext is too short to be one");
            }

            var plain = new byte[input.Length - NonceSize - TagSize];
            using AesGcm cipher = CipherOf(value);
            try
            {
                cipher.Decrypt(input.AsSpan(0, NonceSize), input.AsSpan(NonceSize, plain.Length), input.AsSpan(NonceSize + plain.Length), plain, extra);
            }
            catch (AuthenticationTagMismatchException)
            {
                throw new ComposeException(ErrorCodes.Secret.WrongKind, "the ciphertext is not one of this key and data");
            }

            return plain;
        });
    }

    public SecretValue Reveal(SecretScope scope, SecretToken token) =>
        Use(scope, token, SecretUse.Reveal, (_, _) => throw new ComposeException(ErrorCodes.Secret.WrongKind, "the key does not leave its place"), value => SecretValue.Copy(value.Bytes));

    public SecretValue? FillHeader(SecretScope scope, string host, string value)
    {
        using var filled = new PinnedBuffer(value.Length);
        int done = 0;
        for (int at; (at = SecretToken.Find(value, done, out SecretToken token)) >= 0;)
        {
            using SecretValue secret = HeaderSecret(scope, host, token);
            Add(filled, value.AsSpan(done, at - done));
            filled.Write(secret.Bytes);
            done = at + SecretToken.Length;
        }

        if (done == 0)
        {
            return null;
        }

        Add(filled, value.AsSpan(done));
        return SecretValue.Copy(filled.Written);

        static void Add(PinnedBuffer filled, ReadOnlySpan<char> text) => filled.Advance(Encoding.Latin1.GetBytes(text, filled.GetSpan(text.Length)));
    }

    private SecretValue HeaderSecret(SecretScope scope, string host, SecretToken token)
    {
        return Use(scope, token, SecretUse.Bearer, binding =>
        {
            if (!binding.Hosts.Any(allowed => HostMatches(allowed, host)))
            {
                throw Denied(scope, binding, $"may not be sent to {host}");
            }
        }, (_, _) => throw new ComposeException(ErrorCodes.Secret.WrongKind, "the key does not leave its place"), secret =>
            secret.Bytes.ContainsAnyInRange((byte)0, (byte)31) || secret.Bytes.Contains((byte)127)
                ? throw new ComposeException(ErrorCodes.Secret.WrongKind, "the secret has control characters and cannot stand in a header")
                : SecretValue.Copy(secret.Bytes));
    }

    public void Dispose() => backends.Dispose();

    /// <summary>Exact, or every host below the domain of <c>*.example.com</c>; a port must be named.</summary>
    internal static bool HostMatches(string allowed, string host) =>
        string.Equals(allowed, host, StringComparison.OrdinalIgnoreCase)
        || (allowed.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase) && host.Length > allowed.Length - 1);

    private T Use<T>(SecretScope scope, SecretToken token, SecretUse use, Func<ISecretKeyBackend, SecretUri, T> inPlace, Func<SecretValue, T> withValue) =>
        Use(scope, token, use, null, inPlace, withValue);

    private T Use<T>(SecretScope scope, SecretToken token, SecretUse use, Action<Binding>? check, Func<ISecretKeyBackend, SecretUri, T> inPlace, Func<SecretValue, T> withValue)
    {
        string operation = use.ToString().ToLowerInvariant();
        Binding binding = Tell(scope, token.ToString(), operation, () => Redeem(scope, token).Binding, tellsSuccess: false);
        return Tell(scope, binding.Name, operation, () =>
        {
            check?.Invoke(binding);
            if ((binding.Uses & use) == 0)
            {
                throw Denied(scope, binding, $"may not be used to {operation}");
            }

            ISecretBackend backend = backends.For(binding.Uri);
            if (backend is ISecretKeyBackend keys && keys.IsKey(binding.Uri))
            {
                return inPlace(keys, binding.Uri);
            }

            using SecretValue value = backend.Read(binding.Uri);
            return withValue(value);
        });
    }

    private (Binding Binding, DateTimeOffset Expires) Redeem(SecretScope scope, SecretToken token)
    {
        lock (_lock)
        {
            // A token of another tenant, plan or instance is told apart from none by nothing.
            if (token.Text is null || !_tokens.TryGetValue(token, out Entry? entry)
                || (entry.Holder.Scope with { Epoch = scope.Epoch }) != scope)
            {
                throw new ComposeException(ErrorCodes.Secret.InvalidToken, "the token is not one of this instance", new ErrorLocation { Instance = scope.Instance }, "resolve the secret again");
            }

            if (entry.Holder.Scope.Epoch != scope.Epoch || IsOver(entry, _time.GetUtcNow()))
            {
                Remove(token);
                throw new ComposeException(ErrorCodes.Secret.Expired, "the token has expired", new ErrorLocation { Instance = scope.Instance }, "resolve the secret again");
            }

            return (entry.Binding, entry.Expires);
        }
    }

    /// <param name="scope">Who does it.</param>
    /// <param name="name">The secret; a guest may have chosen the name, so it is cut.</param>
    /// <param name="operation">What is done.</param>
    /// <param name="work">Does it.</param>
    /// <param name="tellsSuccess">False for a first step, after which the operation tells of itself.</param>
    private T Tell<T>(SecretScope scope, string name, string operation, Func<T> work, bool tellsSuccess = true)
    {
        name = name.Length > MaxName ? name[..MaxName] + "…" : name;
        try
        {
            T result = work();
            if (tellsSuccess)
            {
                OnUse?.Invoke(scope, name, operation, "ok");
            }

            return result;
        }
        catch (ComposeException e)
        {
            OnUse?.Invoke(scope, name, operation, e.Error.Code.Name);
            throw;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException or InvalidOperationException or IOException)
        {
            // What a library says of its failure may quote a value.
            OnUse?.Invoke(scope, name, operation, ErrorCodes.Secret.BackendError.Name);
            throw new ComposeException(ErrorCodes.Secret.BackendError, $"the secret could not be used: {e.GetType().Name}", new ErrorLocation { Instance = scope.Instance });
        }
    }

    private bool IsOver(Entry entry, DateTimeOffset now) => now > entry.Expires || entry.Holder.Scope.Epoch < Epoch;

    private void Remove(SecretToken token)
    {
        if (_tokens.Remove(token, out Entry? entry))
        {
            entry.Holder.Tokens--;
        }
    }

    /// <summary>Drops tokens that have expired; not at every call, since a guest may call at any rate.</summary>
    private void Sweep()
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (now - _sweptAt < s_sweepEvery)
        {
            return;
        }

        _sweptAt = now;
        foreach (SecretToken token in _tokens.Where(pair => IsOver(pair.Value, now)).Select(pair => pair.Key).ToList())
        {
            Remove(token);
        }
    }

    private static ComposeException Denied(SecretScope scope, Binding binding, string what) =>
        new(ErrorCodes.Secret.AccessDenied, $"the secret '{binding.Name}' {what}", new ErrorLocation { Instance = scope.Instance }, "grant it in the plan: docs/secrets.md");

    private static AesGcm CipherOf(SecretValue value)
    {
        if (value.Length is 16 or 24 or 32)
        {
            return new AesGcm(value.Bytes, TagSize);
        }

        throw new ComposeException(ErrorCodes.Secret.WrongKind, "the secret is no AES key", hint: "16, 24 or 32 bytes");
    }

    /// <summary>What one scope may use, and how many tokens it has.</summary>
    private sealed class Holder(SecretScope scope)
    {
        public SecretScope Scope { get; } = scope;

        public IReadOnlyList<SecretGrant> Grants { get; set; } = [];

        public Dictionary<string, Binding> Bindings { get; set; } = [];

        public int Tokens { get; set; }
    }

    private sealed record Entry(Holder Holder, Binding Binding, DateTimeOffset Expires);

    private sealed record Binding(string Name, SecretUri Uri, SecretUse Uses, IReadOnlyList<string> Hosts);
}
