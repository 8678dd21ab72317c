using Compose.Capabilities.Wasi;
using Compose.Runtime;

namespace Compose.Capabilities.Std;

/// <summary>
/// <c>std:secrets</c>: each interface is one use, so that the grants of an instance say what it may do. Denied, or where
/// the host has no secrets, every call answers <c>access-denied</c>. Backends may wait for a network, so what redeems a
/// token runs beside the guest's thread.
/// </summary>
internal static class SecretsInterfaces
{
    public const string Package = "std:secrets";

    private const int MaxInput = 16 << 20;

    private enum Failure
    {
        NotFound,
        AccessDenied,
        BackendError,
        InvalidToken,
        Expired,
        InvalidBackend,
        WrongKind,
    }

    /// <summary>One of the interfaces; null for a name that is none.</summary>
    public static HostInstance? Make(string @interface, NodeSession session)
    {
        string name = Package + "/" + @interface;
        var builder = new InterfaceBuilder(name, session);
        HostFacilities facilities = session.Authority.Facilities;
        ISecretHost? host = session.Authority.Grants.ContainsKey(name) ? facilities.Secrets : null;
        SecretScope? scope = facilities.Scope;
        switch (@interface)
        {
            case "secrets":
                return builder
                    .Function("resolve", (_, args) => Try(host, scope, args[0].AsString, (h, s, id) =>
                    {
                        SecretToken token = h.Resolve(s, id);
                        session.AtEnd(new LentToken(h, s, token));
                        return Value.From(token.Text);
                    }))
                    .Function("validate-token", (_, args) => Validate(host, scope, args[0].AsString))
                    .Function("revoke-token", (_, args) => WithToken(host, scope, args[0].AsString, static (h, s, token) =>
                    {
                        h.Revoke(s, token);
                        return null;
                    }))
                    .Function("get-metadata", (_, args) => WithToken(host, scope, args[0].AsString, static (h, s, token) =>
                    {
                        SecretInfo info = h.Describe(s, token);
                        return Value.Record(Value.From(info.Name), Value.From(info.Backend), Value.Some(Value.From((ulong)info.Expires.ToUnixTimeMilliseconds())));
                    }))
                    .Function("list-secrets", (_, _) => Try(host, scope, string.Empty, static (h, s, _) => Value.List([.. h.Names(s).Select(Value.From)])))
                    .Instance;
            case "signing":
                return builder
                    .Function("sign", (_, args) => Beside(host, scope, args, static (h, s, token, a, _) => Value.From(h.Sign(s, token, a))))
                    .Function("verify", (_, args) => Beside(host, scope, args, static (h, s, token, a, b) => Value.From(h.Verify(s, token, a, b))))
                    .Instance;
            case "mac":
                return builder.Function("hmac", (_, args) => Beside(host, scope, args, static (h, s, token, a, _) => Value.From(h.Hmac(s, token, a)))).Instance;
            case "encryption":
                return builder
                    .Function("encrypt", (_, args) => Beside(host, scope, args, static (h, s, token, a, b) => Value.From(h.Encrypt(s, token, a, b))))
                    .Function("decrypt", (_, args) => Beside(host, scope, args, static (h, s, token, a, b) => Value.From(h.Decrypt(s, token, a, b))))
                    .Instance;
            case "bearer":
                return builder.Function("placeholder", (_, args) => WithToken(host, scope, args[0].AsString, static (h, s, token) =>
                    (h.Describe(s, token).Uses & SecretUse.Bearer) != 0
                        ? Value.From(token.Text)
                        : throw new ComposeException(ErrorCodes.Secret.AccessDenied, "the secret may not be sent"))).Instance;
            case "reveal":
                return builder.Function("get-value", (_, args) => Beside(host, scope, args, static (h, s, token, _, _) =>
                {
                    using SecretValue value = h.Reveal(s, token);
                    return Value.From(value.Bytes.ToArray());
                })).Instance;
            default:
                return null;
        }
    }

    /// <summary>A token lasts no longer than the run it was made in.</summary>
    private sealed class LentToken(ISecretHost host, SecretScope scope, SecretToken token) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                host.Revoke(scope, token);
            }
            catch (ComposeException)
            {
                // It has ended already.
            }
        }
    }

    private static Value Validate(ISecretHost? host, SecretScope? scope, string text)
    {
        if (host is null || scope is null)
        {
            return Denied();
        }

        try
        {
            bool isToken = SecretToken.TryParse(text, out SecretToken token);
            if (isToken)
            {
                host.Describe(scope, token);
            }

            return Value.Ok(Value.From(isToken));
        }
        catch (ComposeException e) when (e.Error.Code == ErrorCodes.Secret.InvalidToken || e.Error.Code == ErrorCodes.Secret.Expired)
        {
            return Value.Ok(Value.From(false));
        }
    }

    private static Value WithToken(ISecretHost? host, SecretScope? scope, string text, Func<ISecretHost, SecretScope, SecretToken, Value?> work) =>
        Try(host, scope, text, (h, s, written) => SecretToken.TryParse(written, out SecretToken token)
            ? work(h, s, token)
            : throw new ComposeException(ErrorCodes.Secret.InvalidToken, "that is no token"));

    /// <summary>Redeems a token on another thread: (token, bytes?, bytes?) → bytes or bool.</summary>
    private static HostOutcome Beside(ISecretHost? host, SecretScope? scope, ReadOnlySpan<Value> args, Func<ISecretHost, SecretScope, SecretToken, byte[], byte[], Value> work)
    {
        if (host is null || scope is null)
        {
            return Denied();
        }

        string text = args[0].AsString;
        byte[] first = args.Length > 1 ? args[1].AsBytes : [], second = args.Length > 2 ? args[2].AsBytes : [];
        if (first.Length > MaxInput || second.Length > MaxInput)
        {
            return Value.Err(Value.Case((int)Failure.WrongKind));
        }

        return HostOutcome.Pending(new ValueTask<Value>(Task.Run(() => WithToken(host, scope, text, (h, s, token) => work(h, s, token, first, second)))));
    }

    private static Value Try(ISecretHost? host, SecretScope? scope, string text, Func<ISecretHost, SecretScope, string, Value?> work)
    {
        if (host is null || scope is null)
        {
            return Denied();
        }

        try
        {
            return work(host, scope, text) is { } value ? Value.Ok(value) : Value.Ok();
        }
        catch (ComposeException e)
        {
            // The message stays with the host: a guest learns the kind of failure and no more.
            return Value.Err(Value.Case((int)Of(e.Error.Code)));
        }
    }

    private static Value Denied() => Value.Err(Value.Case((int)Failure.AccessDenied));

    private static Failure Of(ErrorCode code) =>
        code == ErrorCodes.Secret.NotFound ? Failure.NotFound
        : code == ErrorCodes.Secret.AccessDenied ? Failure.AccessDenied
        : code == ErrorCodes.Secret.InvalidToken ? Failure.InvalidToken
        : code == ErrorCodes.Secret.Expired ? Failure.Expired
        : code == ErrorCodes.Secret.InvalidBackend ? Failure.InvalidBackend
        : code == ErrorCodes.Secret.WrongKind ? Failure.WrongKind
        : Failure.BackendError;
}
