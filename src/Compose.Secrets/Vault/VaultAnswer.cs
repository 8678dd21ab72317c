using System.Net;
using System.Text.Json;

namespace Compose.Secrets.Vault;

/// <summary>The status and the body of an answer; the body is zeroed when it is disposed of.</summary>
internal sealed class VaultAnswer : IDisposable
{
    private readonly PinnedBuffer _body;
    private JsonDocument? _document;

    public VaultAnswer(HttpStatusCode status, PinnedBuffer body, TimeSpan? retryAfter)
    {
        Status = status;
        _body = body;
        RetryAfter = retryAfter;
    }

    public HttpStatusCode Status { get; }

    public bool IsOk => Status == HttpStatusCode.OK;

    /// <summary>How long the server asks to wait, if it does.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The object that the body is; an empty body is an empty object.</summary>
    /// <exception cref="ComposeException"><c>Secret.BackendError</c>.</exception>
    public JsonElement Root
    {
        get
        {
            try
            {
                _document ??= _body.Length == 0 ? JsonDocument.Parse("{}") : JsonDocument.Parse(_body.WrittenMemory);
            }
            catch (JsonException)
            {
                // What the parser found may be part of a value.
            }

            return _document?.RootElement is { ValueKind: JsonValueKind.Object } root
                ? root
                : throw new ComposeException(ErrorCodes.Secret.BackendError, "Vault's answer is not JSON", hint: "is it a proxy that answers?");
        }
    }

    /// <summary>A member that is an object, else one without members.</summary>
    public JsonElement Object(string name) => Root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : default;

    /// <summary>The messages of the documented form <c>{"errors": […]}</c>, fit for one line; anything else is not quoted.</summary>
    public string Errors()
    {
        const int Most = 300;
        try
        {
            if (!Root.TryGetProperty("errors", out JsonElement errors) || errors.ValueKind != JsonValueKind.Array)
            {
                return string.Empty;
            }

            string text = string.Join("; ", errors.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.String).Select(error => error.GetString()!.Trim()));
            text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
            return text.Length > Most ? text[..Most] + "…" : text;
        }
        catch (ComposeException)
        {
            return string.Empty;
        }
    }

    public void Dispose()
    {
        _document?.Dispose();
        _body.Dispose();
    }
}
